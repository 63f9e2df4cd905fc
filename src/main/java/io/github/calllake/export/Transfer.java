package io.github.calllake.export;

/**
 * How a job's rows come from a tier. It changes what the tier and the network have to do, and nothing in the output: the same rows in the same
 * order, in the same bytes. Immutable.
 *
 * @param way by a cursor, or by objects that the engine writes
 * @param unloadAbove for {@link Way#AUTO}: windows with more rows are unloaded
 */
public record Transfer(Way way, long unloadAbove) {

    /** From so many rows on a cursor is what an export waits for. */
    static final long DEFAULT_ABOVE = 100_000;

    /** By so much no window is larger than the one before it, as a rule. */
    private static final long MANY_TIMES = 100;

    /** Ways. */
    public enum Way {
        /**
         * By the number of rows. The job's last exported window says it if that had more, or fewer than a hundredth; else rows are
         * counted first. Where no place for unloaded objects is given, as {@link #STREAM}.
         */
        AUTO,
        /** Through a cursor. */
        STREAM,
        /** The engine writes objects (UNLOAD), which are read back, sorted and removed. */
        UNLOAD
    }

    public Transfer {
        if (unloadAbove < 0) {
            throw new IllegalArgumentException("unload-above is a number of rows, not " + unloadAbove);
        }
    }

    /** Whether a window is streamed without counting, by the rows of the one before it; 0 if there is none. */
    boolean isSurelySmall(long before) {
        return way == Way.STREAM || (way == Way.AUTO && before > 0 && before < unloadAbove / MANY_TIMES);
    }

    /** Whether a window is unloaded without counting, likewise. */
    boolean isSurelyLarge(long before) {
        return way == Way.UNLOAD || before > unloadAbove;
    }

    /** By the number of rows. */
    public static Transfer auto() {
        return new Transfer(Way.AUTO, DEFAULT_ABOVE);
    }
}
