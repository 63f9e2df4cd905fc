package io.github.calllake.cli.bench;

import java.util.Optional;
import java.util.function.Predicate;

/** Finds the highest rate that holds. */
final class RateSearch {

    /** What holds and what does not end up no further apart than this. */
    private static final double CLOSE = 1.1;

    private RateSearch() {}

    /** Tries a rate, in records a second. */
    @FunctionalInterface
    interface Trial<R, E extends Exception> {
        R at(int rate) throws E, InterruptedException;
    }

    /**
     * Doubles from the first rate until one does not hold, or halves until one does; then tries the middle, by ratio, of what holds and what does
     * not.
     *
     * @param most a rate above which none is tried
     * @return what the trial gave at the highest rate that held; empty if none did
     */
    static <R, E extends Exception> Optional<R> highest(int first, int most, Trial<R, E> trial, Predicate<R> holds)
            throws E, InterruptedException {
        Optional<R> best = Optional.empty();
        int held = 0;
        int failed = Integer.MAX_VALUE;
        int rate = first;
        while (rate > held && rate < failed && failed > held * CLOSE) {
            R result = trial.at(rate);
            if (holds.test(result)) {
                best = Optional.of(result);
                held = rate;
            } else {
                failed = rate;
            }
            rate = next(held, failed, most);
        }
        return best;
    }

    private static int next(int held, int failed, int most) {
        if (held == 0) {
            return failed / 2;
        }
        return failed == Integer.MAX_VALUE
                ? Math.min(2 * held, most)
                : (int) Math.round(Math.sqrt((double) held * failed));
    }
}
