package io.github.calllake.cli;

import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.FleetSettings;
import io.github.calllake.stream.KclStream;
import io.github.calllake.stream.ReadBudget;
import io.github.calllake.stream.StreamSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --fleet} and what goes with it: by one process, or as a worker of many. */
final class FleetOptions {

    @Option(
            names = "--fleet",
            paramLabel = "NAME",
            description =
                    "Share the stream's shards with the other workers of this fleet, by the Kinesis Client Library. The"
                            + " name is that of its DynamoDB table, which is made if missing.")
    private @Nullable String fleet;

    @Option(
            names = "--failover",
            paramLabel = "10s",
            converter = Durations.class,
            description = "With --fleet: after so long without a sign of life a worker's shards go to others; 10s.")
    private @Nullable Duration failover;

    @Option(
            names = "--cloudwatch",
            arity = "0..1",
            paramLabel = "true|false",
            fallbackValue = "true",
            description =
                    "With --fleet: put the Kinesis Client Library's metrics into CloudWatch, which charges for them.")
    private boolean cloudWatch;

    /** Whether this is to be a worker of a fleet. */
    boolean isFleet() {
        return fleet != null;
    }

    /**
     * The stream, in the way that the options say.
     *
     * @throws IllegalArgumentException if they do not go together
     */
    StreamSource open(String stream, ReadBudget budget) {
        if (fleet == null) {
            if (failover != null || cloudWatch) {
                throw new IllegalArgumentException("--failover and --cloudwatch are for a --fleet");
            }
            return DirectStream.open(stream, budget);
        }
        FleetSettings settings = FleetSettings.of(fleet).withCloudWatch(cloudWatch);
        return KclStream.open(stream, failover == null ? settings : settings.withFailover(failover), budget);
    }
}
