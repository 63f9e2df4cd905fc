package io.github.calllake.export;

/**
 * What became of a window in a run.
 *
 * @param job the job's name
 * @param window the window, or the span that was skipped
 * @param outcome what happened
 * @param rows how many rows; 0 where nothing was exported
 * @param objects how many objects, or for a stream records
 */
public record WindowResult(String job, ExportWindow window, Outcome outcome, long rows, long objects) {

    /** What may happen. */
    public enum Outcome {
        /** It is exported, for good. */
        EXPORTED,
        /** It is exported, and will be once more when it is complete. */
        PROVISIONAL,
        /** Too many windows were missed: it waits for a retry. */
        SKIPPED,
        /** Another scheduler exported it meanwhile. */
        BY_ANOTHER,
        /** Another scheduler is at it. */
        BUSY,
        /** It was exported earlier. */
        ALREADY
    }
}
