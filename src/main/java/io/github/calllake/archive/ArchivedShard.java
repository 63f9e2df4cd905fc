package io.github.calllake.archive;

import io.github.calllake.stream.SequenceNumbers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which records of one shard are in the lake for certain.
 *
 * @param shard the shard
 * @param first the first archived record's sequence number
 * @param last the last archived record's sequence number
 * @param holes stretches between the two in which records expired from the stream before they were archived
 * @param watermark every record that arrived up to here is archived; empty if that is not known
 * @param closed whether the shard has ended, with all its records archived
 */
public record ArchivedShard(
        String shard, String first, String last, List<Hole> holes, Optional<Instant> watermark, boolean closed) {

    public ArchivedShard {
        holes = List.copyOf(holes);
    }

    /**
     * A stretch of sequence numbers that holds all the records of one gap, and perhaps archived ones too.
     *
     * @param after the sequence number before it; empty for the beginning of the shard
     * @param through its last sequence number; empty if it has no end yet
     */
    public record Hole(Optional<String> after, Optional<String> through) {

        boolean holds(String sequenceNumber) {
            return after.map(from -> SequenceNumbers.isAfter(sequenceNumber, from))
                            .orElse(true)
                    && through.map(to -> !SequenceNumbers.isAfter(sequenceNumber, to))
                            .orElse(true);
        }
    }

    /** Whether the lake has the record of this sequence number. */
    public boolean has(String sequenceNumber) {
        return !SequenceNumbers.isAfter(first, sequenceNumber)
                && !SequenceNumbers.isAfter(sequenceNumber, last)
                && holes.stream().noneMatch(hole -> hole.holds(sequenceNumber));
    }
}
