package io.github.calllake.queries;

import io.github.calllake.simulate.CallSimulator;
import io.github.calllake.simulate.PostCallFile;
import io.github.calllake.simulate.SimulatedRecord;
import io.github.calllake.simulate.SimulatorSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The calls of some three hours, some of their events twice.
 *
 * @param start when the first begins
 */
public record QueriedCalls(Instant start) {

    /** In which bucket and under which prefix the post-call files have to be. */
    public static final String POST_CALL = "s3://queried-post-call/tca";

    /** On both sides of midnight. */
    public static final QueriedCalls LATE_AT_NIGHT = new QueriedCalls(Instant.parse("2026-01-05T22:30:00Z"));

    private CallSimulator simulator() {
        return new CallSimulator(SimulatorSettings.builder()
                .calls(60)
                .seed(12)
                .start(start)
                .meanBetweenCalls(Duration.ofMinutes(3))
                .meanCallLength(Duration.ofSeconds(30))
                .duplicateChance(0.1)
                .postCallLocation(POST_CALL)
                .build());
    }

    /** What the stream gets, in its order. */
    public List<SimulatedRecord> records() {
        return simulator().records().toList();
    }

    /** What Transcribe leaves after the calls. */
    public List<PostCallFile> files() {
        return simulator().postCallFiles().toList();
    }

    /** A day before all of them, as a literal. */
    public String firstDay() {
        return day(-1);
    }

    /** A day after all of them, as a literal. */
    public String lastDay() {
        return day(2);
    }

    private String day(int later) {
        return "'" + LocalDate.ofInstant(start, ZoneOffset.UTC).plusDays(later) + "'";
    }
}
