package io.github.calllake.operations;

/**
 * What trimming did, or would do, to a streaming view.
 *
 * @param view the view
 * @param due rows that are old enough and in the lake
 * @param staying rows that are old enough, but not known to be in the lake
 * @param removed rows that were removed; 0 in a plan
 * @param leftAlone why the view was not touched at all; empty if it was
 */
public record Trimmed(String view, long due, long staying, long removed, String leftAlone) {

    static Trimmed leftAlone(String view, String why) {
        return new Trimmed(view, 0, 0, 0, why);
    }
}
