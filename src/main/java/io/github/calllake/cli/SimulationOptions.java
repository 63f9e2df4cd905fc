package io.github.calllake.cli;

import io.github.calllake.simulate.SimulatorSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What calls to simulate, and how badly they are delivered. */
final class SimulationOptions {

    private static final Duration BETWEEN_CALLS = Duration.ofSeconds(10);
    private static final int LENGTHS_UNTIL_OVER = 10;

    @Option(names = "--calls", paramLabel = "N", defaultValue = "20", description = "How many calls; ${DEFAULT-VALUE}.")
    long calls;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "The same seed, the same calls.")
    long seed;

    @Option(
            names = "--call-length",
            paramLabel = "1m",
            converter = Durations.class,
            defaultValue = "1m",
            description = "How long calls take on average; ${DEFAULT-VALUE}. A minute makes some 70 events.")
    private Duration callLength = Duration.ZERO;

    @Option(
            names = "--start",
            paramLabel = "TIME",
            converter = Instants.class,
            description = "When the first call starts, ISO 8601 with zone; else so that the last ends about now.")
    private @Nullable Instant start;

    @Option(
            names = "--malformed",
            paramLabel = "0..1",
            defaultValue = "0.01",
            description = "Share of malformed records added; ${DEFAULT-VALUE}.")
    private double malformed;

    @Option(
            names = "--disorder",
            paramLabel = "0..1",
            defaultValue = "0.02",
            description = "Share of events each that come twice, late, or out of order; ${DEFAULT-VALUE}.")
    private double disorder;

    SimulatorSettings settings(Clock clock) {
        return SimulatorSettings.builder()
                .calls(calls)
                .seed(seed)
                .start(start == null ? endingAbout(clock.instant()) : start)
                .meanBetweenCalls(BETWEEN_CALLS)
                .meanCallLength(callLength)
                .malformedChance(malformed)
                .duplicateChance(disorder)
                .lateChance(disorder)
                .outOfOrderChance(disorder)
                .build();
    }

    private Instant endingAbout(Instant now) {
        return now.minus(BETWEEN_CALLS.multipliedBy(calls))
                .minus(callLength.multipliedBy(LENGTHS_UNTIL_OVER))
                .truncatedTo(ChronoUnit.MINUTES);
    }
}
