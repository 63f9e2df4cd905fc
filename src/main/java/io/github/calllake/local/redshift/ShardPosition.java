package io.github.calllake.local.redshift;

import java.util.Optional;

/**
 * How far a view has read a shard.
 *
 * @param shardStart the sequence number the shard starts at, which tells it from the shard of that name in a stream that was deleted; empty before
 *     the first read
 * @param sequenceNumber of the last record read; empty before the first
 * @param closed whether the shard has ended and all of it is read
 */
record ShardPosition(Optional<String> shardStart, Optional<String> sequenceNumber, boolean closed) {

    /** Nothing is kept of the shard. */
    static final ShardPosition NONE = new ShardPosition(Optional.empty(), Optional.empty(), false);

    /** Whether this is a place in the shard that starts there. */
    boolean isIn(String start) {
        return shardStart.isEmpty() || shardStart.get().equals(start);
    }
}
