package io.github.calllake.simulate;

/** When calls start, one after the other, in microseconds since 1970. Not thread-safe. */
final class CallStarts {
    private static final long PART = -101;

    private final SeededRandom random;
    private final double meanGapMicros;
    private long last;

    CallStarts(SimulatorSettings settings) {
        this.random = SeededRandom.ofPart(settings.seed(), PART);
        this.meanGapMicros = settings.meanBetweenCalls().toNanos() / 1_000.0;
        this.last = Times.micros(settings.start());
    }

    long next() {
        last += random.exponential(meanGapMicros);
        return last;
    }
}
