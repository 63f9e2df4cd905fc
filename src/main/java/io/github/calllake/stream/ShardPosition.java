package io.github.calllake.stream;

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

    /** The oldest record that the stream still holds. */
    record TrimHorizon() implements ShardPosition {}

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
