package io.github.calllake.simulate;

/**
 * An average voice tone.
 *
 * @param from start of the stretch, in microseconds since 1970
 * @param to its end
 * @param positive share, like the other two in units of 10<sup>-{@value #SCALE}</sup>; the three add up to 1
 */
record Tone(long from, long to, int positive, int negative, int neutral) {
    static final int SCALE = 6;
    static final int ONE = 1_000_000;

    /** {@code positive} and {@code negative} may be anything; what they leave is neutral. */
    static Tone of(long from, long to, double positive, double negative) {
        int first = (int) (Math.max(0, Math.min(1, positive)) * ONE);
        int second = Math.min(ONE - first, (int) (Math.max(0, Math.min(1, negative)) * ONE));
        return new Tone(from, to, first, second, ONE - first - second);
    }

    String label() {
        if (neutral >= positive && neutral >= negative) {
            return "neutral";
        }
        return positive >= negative ? "positive" : "negative";
    }
}
