package io.github.calllake.lake;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An entry of a shard's commit log: consecutive records of the shard, and the objects that hold them. The objects' keys and
 * contents follow from the entry alone, so anyone who reads the records again can write the same objects again.
 *
 * <p>Immutable.
 *
 * @param number 1, 2, 3, ... without gaps
 * @param after the sequence number after which the records begin, kept ones included; empty for the beginning of the shard
 * @param first the first record's sequence number
 * @param last the last record's sequence number
 * @param records how many records there are
 * @param objects the objects that hold them
 * @param keeps keys of further objects that hold records from after {@code after}, which are neither among {@code records}
 *     nor in {@code objects}: this entry takes the place of the one before it, which another version wrote and did not
 *     finish, and these objects of it were there; empty for others
 * @param writer who wrote the entry: one run of one worker
 * @param format the version of routing and layout by which the objects follow from the records
 * @param at when it was written, by the writer's clock; for people
 */
public record Cut(
        long number,
        Optional<String> after,
        String first,
        String last,
        long records,
        List<CutObject> objects,
        List<String> keeps,
        String writer,
        int format,
        Instant at) {

    public Cut {
        if (number < 1 || records < 1 || first.isEmpty() || last.isEmpty() || writer.isEmpty()) {
            throw new IllegalArgumentException("Not a cut: number " + number + ", " + records + " records, first '"
                    + first + "', last '" + last + "', writer '" + writer + "'");
        }
        objects = List.copyOf(objects);
        keeps = List.copyOf(keeps);
    }

    /**
     * An object of a cut.
     *
     * @param key its key in the lake's bucket
     * @param rows how many of the cut's records it holds
     */
    public record CutObject(String key, long rows) {}
}
