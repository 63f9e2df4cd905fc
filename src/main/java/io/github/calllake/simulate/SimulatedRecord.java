package io.github.calllake.simulate;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Arrays;

/**
 * One record of the simulated stream. Immutable; its text form names no call content.
 *
 * @param partitionKey the Kinesis partition key: the call's id, so that a call stays on one shard
 * @param data the record's data: one event's JSON in UTF-8, unless {@link Kind#isMalformed() malformed}; copied in and
 *     out
 * @param kind what the record is, which the data does not tell
 * @param arrivalTime when the stream would receive it, in microseconds; records come in this order
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, and compared by content
public record SimulatedRecord(String partitionKey, byte[] data, Kind kind, Instant arrivalTime) {

    /** What a record is. */
    public enum Kind {
        /** An event, sent once and in time. */
        EVENT,
        /** The same bytes once more, after the event. */
        DUPLICATE,
        /** An event that arrives a minute or more after its time. */
        LATE,
        /** An event that arrives seconds after its time, overtaken by later events of its call. */
        OUT_OF_ORDER,
        /** Not an event: JSON that ends early. */
        TRUNCATED,
        /** Not an event: a byte that no UTF-8 text has. */
        NOT_UTF8,
        /** Not an event: no data, or only white space. */
        EMPTY,
        /** Not an event: JSON with no detail type, or with one that call analytics does not know. */
        FOREIGN,
        /** Not an event: JSON in which a key occurs twice in one object, which Redshift's SUPER does not take. */
        DUPLICATE_KEY,
        /** Not an event: JSON that SUPER does not take for U+0000, half a surrogate pair, its depth or a huge number. */
        NOT_STORABLE,
        /** An event in which a number, text or list stands where something else is expected. */
        WRONG_TYPE,
        /** An event whose {@code metadata} text is not JSON. */
        BROKEN_METADATA;

        /** Whether the record is the first delivery of an event: counting these counts the events of all calls. */
        public boolean isFirstDelivery() {
            return this == EVENT || this == LATE || this == OUT_OF_ORDER;
        }

        /** Whether something is wrong with the record; such records come in addition to the calls' events. */
        public boolean isMalformed() {
            return compareTo(TRUNCATED) >= 0;
        }

        /** Whether the record is malformed and no event at all, so that a consumer has to set it aside. */
        public boolean isRefused() {
            return isMalformed() && this != WRONG_TYPE && this != BROKEN_METADATA;
        }
    }

    public SimulatedRecord {
        requireNonNull(partitionKey, "partitionKey");
        requireNonNull(kind, "kind");
        requireNonNull(arrivalTime, "arrivalTime");
        if (partitionKey.isEmpty() || partitionKey.length() > 256) {
            throw new IllegalArgumentException("partitionKey must have 1 to 256 characters");
        }
        data = data.clone();
    }

    @Override
    public byte[] data() {
        return data.clone();
    }

    /** The number of bytes of {@link #data()}. */
    public int size() {
        return data.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SimulatedRecord that
                && partitionKey.equals(that.partitionKey)
                && Arrays.equals(data, that.data)
                && kind == that.kind
                && arrivalTime.equals(that.arrivalTime);
    }

    @Override
    public int hashCode() {
        return 31 * arrivalTime.hashCode() + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "SimulatedRecord[" + kind + ", " + data.length + " bytes, " + arrivalTime + "]";
    }
}
