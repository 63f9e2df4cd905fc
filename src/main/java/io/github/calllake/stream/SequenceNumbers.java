package io.github.calllake.stream;

import java.util.Comparator;

/** The order of sequence numbers: they are decimal text of varying length, without leading zeros. */
public final class SequenceNumbers {

    /** Orders sequence numbers of one shard. */
    public static final Comparator<String> ORDER =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private SequenceNumbers() {}

    /** Whether the first comes after the second. */
    public static boolean isAfter(String one, String other) {
        return ORDER.compare(one, other) > 0;
    }
}
