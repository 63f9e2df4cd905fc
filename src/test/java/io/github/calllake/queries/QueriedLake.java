package io.github.calllake.queries;

import io.github.calllake.simulate.CallSimulator;
import io.github.calllake.simulate.PostCallFile;
import io.github.calllake.simulate.SimulatedRecord;
import io.github.calllake.simulate.SimulatorSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.athena.AthenaClient;

/**
 * A lake that holds {@link #records()} and, in its post-call table, {@link #files()}: whichever way they came there.
 *
 * @param athena where it is asked
 * @param database its database
 * @param workGroup a workgroup with a place for results
 */
public record QueriedLake(AthenaClient athena, String database, String workGroup) {

    /** In which bucket and under which prefix the post-call files have to be. */
    public static final String POST_CALL = "s3://queried-post-call/tca";

    private static final CallSimulator SIMULATOR = new CallSimulator(SimulatorSettings.builder()
            .calls(60)
            .seed(12)
            .start(Instant.parse("2026-01-05T22:30:00Z"))
            .meanBetweenCalls(Duration.ofMinutes(3))
            .meanCallLength(Duration.ofSeconds(30))
            .duplicateChance(0.1)
            .postCallLocation(POST_CALL)
            .build());

    /** Two evenings' calls, on both sides of midnight, some of their events twice. */
    public static List<SimulatedRecord> records() {
        return SIMULATOR.records().toList();
    }

    /** What Transcribe left after the calls. */
    public static List<PostCallFile> files() {
        return SIMULATOR.postCallFiles().toList();
    }
}
