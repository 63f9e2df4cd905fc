package io.github.calllake.stream;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the reading of a stream's shards fares, since it was begun. Immutable.
 *
 * @param underWay whether the reading has its share of the stream: at once for one process, for a worker of a fleet once the
 *     Kinesis Client Library has begun, which may then hold no shard
 * @param sinceLastStep the shards that are being read, each with how long ago it last went a step on: a read, a pause before
 *     the next attempt, or a new consumer after a failure. Shards that wait for their parents are not among them
 * @param reads answered reads
 * @param throttled requests that Kinesis refused because others came too fast
 * @param retries requests to Kinesis that were made again, whatever the reason
 * @param failures how often a shard's consumer failed and was replaced
 * @param error what has ended the reading, such as a heap that is used up: it does not begin again. Empty while it goes on
 */
public record ReadStatus(
        boolean underWay,
        Map<String, Duration> sinceLastStep,
        long reads,
        long throttled,
        long retries,
        long failures,
        Optional<Error> error) {

    public ReadStatus {
        sinceLastStep = Map.copyOf(sinceLastStep);
    }
}
