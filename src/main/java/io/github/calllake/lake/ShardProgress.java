package io.github.calllake.lake;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How far one shard is archived. It is written after the data that it speaks of, so what it says is true; it may be behind.
 *
 * <p>Immutable.
 *
 * @param shard the shard
 * @param number the last commit log entry whose data is there; 0 before the first
 * @param last the sequence number up to which (inclusive) the records are archived; empty if none is
 * @param watermark every record of the shard that arrived up to here is archived; empty if that is not known
 * @param state whether more records can come
 * @param children the shards that the records go to after this one has closed; empty while it is open
 */
public record ShardProgress(
        String shard,
        long number,
        Optional<String> last,
        Optional<Instant> watermark,
        State state,
        List<String> children) {

    public ShardProgress {
        if (shard.isEmpty() || number < 0) {
            throw new IllegalArgumentException("Not a shard's progress: shard '" + shard + "', number " + number);
        }
        children = List.copyOf(children);
    }

    /** Whether more records can come. */
    public enum State {
        OPEN,
        /** The shard has ended, and all its records are archived. */
        CLOSED
    }
}
