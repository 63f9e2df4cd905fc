package io.github.calllake.operations;

import io.github.calllake.operations.Reconciliation.Held;
import io.github.calllake.stream.SequenceNumbers;
import java.time.Instant;
import java.util.Comparator;

/**
 * What is counted together.
 *
 * @param type the lake's table of the detail type, or {@link #FAILED}
 * @param hour the beginning of the hour of arrival
 */
record HourKey(String shard, String type, Instant hour) implements Comparable<HourKey> {
    /** The type of records that are no events. */
    static final String FAILED = "failed";

    private static final Comparator<HourKey> ORDER =
            Comparator.comparing(HourKey::hour).thenComparing(HourKey::shard).thenComparing(HourKey::type);

    @Override
    public int compareTo(HourKey other) {
        return ORDER.compare(this, other);
    }

    static Held plus(Held one, Held other) {
        if (one.records() == 0) {
            return other;
        }
        if (other.records() == 0) {
            return one;
        }
        return new Held(
                one.records() + other.records(),
                SequenceNumbers.isAfter(one.first(), other.first()) ? other.first() : one.first(),
                SequenceNumbers.isAfter(one.last(), other.last()) ? one.last() : other.last());
    }
}
