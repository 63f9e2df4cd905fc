package io.github.calllake.stream;

import java.time.Instant;

/** Where in a shard to begin to read. */
public sealed interface ShardPosition {

    /** The oldest record that the stream still holds. */
    static ShardPosition trimHorizon() {
        return new TrimHorizon();
    }

    /** The record that follows the one of this sequence number. */
    static ShardPosition after(String sequenceNumber) {
        return new After(sequenceNumber);
    }

    /** The first record that arrived at this instant or later. */
    static ShardPosition from(Instant arrival) {
        return new From(arrival);
    }

    /** The oldest record that the stream still holds. */
    record TrimHorizon() implements ShardPosition {}

    /**
     * The first record that arrived at an instant or later; the end of the shard if there is none.
     *
     * @param arrival the instant, by Kinesis's clock
     */
    record From(Instant arrival) implements ShardPosition {}

    /**
     * The record that follows another.
     *
     * @param sequenceNumber the other's sequence number
     */
    record After(String sequenceNumber) implements ShardPosition {
        public After {
            if (sequenceNumber.isEmpty()) {
                throw new IllegalArgumentException("An empty sequence number");
            }
        }
    }
}
