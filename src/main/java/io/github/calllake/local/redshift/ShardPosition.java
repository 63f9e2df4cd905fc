package io.github.calllake.local.redshift;

import java.util.Optional;

/**
 * How far a view has read a shard.
 *
 * @param sequenceNumber of the last record read; empty before the first
 * @param closed whether the shard has ended and all of it is read
 */
record ShardPosition(Optional<String> sequenceNumber, boolean closed) {

    static final ShardPosition START = new ShardPosition(Optional.empty(), false);
}
