package io.github.calllake.local.redshift;

import java.util.Comparator;
import java.util.Optional;

/**
 * How far a view has read a shard.
 *
 * @param sequenceNumber of the last record read; empty before the first
 * @param closed whether the shard has ended and all of it is read
 */
record ShardPosition(Optional<String> sequenceNumber, boolean closed) {

    /** Of sequence numbers, which are decimal: the longer one is the larger. Empty, the beginning, comes first. */
    static final Comparator<Optional<String>> ORDER = Comparator.comparing(
            number -> number.orElse(""),
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));

    static final ShardPosition START = new ShardPosition(Optional.empty(), false);
}
