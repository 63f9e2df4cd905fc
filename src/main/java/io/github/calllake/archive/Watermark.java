package io.github.calllake.archive;

import java.time.Instant;
import java.util.Optional;

/**
 * Up to which arrival a shard is archived. Two things say so: the newest arrival among archived records, and Kinesis's own
 * clock at a read that found the tip of the shard, once everything up to that read is archived. It never falls.
 *
 * <p>For one thread.
 */
final class Watermark {

    private Optional<Instant> archived;
    private Optional<Instant> tipSeen = Optional.empty();

    Watermark(Optional<Instant> archived) {
        this.archived = archived;
    }

    /** Up to here everything is archived. */
    Optional<Instant> archived() {
        return archived;
    }

    /** Up to here everything has been read; not less than {@link #archived}. */
    Optional<Instant> read() {
        return later(archived, tipSeen);
    }

    /** A read found the tip of the shard at this time of Kinesis's clock. */
    void sawTip(Optional<Instant> serverTime) {
        tipSeen = later(tipSeen, serverTime);
    }

    /** Everything that was read is archived, the newest arrival among it being this. */
    void archivedAll(Optional<Instant> newestArrival) {
        archived = later(read(), newestArrival);
    }

    /** Everything that was read is archived; true if this raised the watermark. */
    boolean archivedAll() {
        Optional<Instant> before = archived;
        archived = read();
        return !archived.equals(before);
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return one.orElse(Instant.MIN).isAfter(other.orElse(Instant.MIN)) ? one : other;
    }
}
