package io.github.calllake.archive;

import java.time.Instant;
import java.util.Optional;

/**
 * Which records of a stream an archiver takes, by the time at which they arrived.
 *
 * <p>Arrival times are approximate and not always in order within a shard, and what is archived of a shard is always a run of
 * consecutive records: it begins with the first that arrived at {@code from} or later, and ends before the first after it
 * that arrived at {@code until} or later.
 *
 * @param from where to begin in a shard of which nothing is archived yet, under this prefix; empty for the oldest record
 *     that the stream still holds. A shard whose archive has begun goes on where it stopped
 * @param until where to end; empty for never
 */
public record StreamRange(Optional<Instant> from, Optional<Instant> until) {

    /** All that the stream holds and will hold. */
    public static final StreamRange ALL = new StreamRange(Optional.empty(), Optional.empty());

    public StreamRange {
        if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
            throw new IllegalArgumentException("A range from " + from.get() + " until " + until.get() + " is empty");
        }
    }

    /**
     * This range from a cutover on, before which another lake has the records.
     *
     * @throws IllegalArgumentException if this range begins before it
     */
    public StreamRange notBefore(Optional<Instant> cutover) {
        if (cutover.isEmpty()) {
            return this;
        }
        if (from.isPresent() && from.get().isBefore(cutover.get())) {
            throw new IllegalArgumentException("The lake was taken over at " + cutover.get()
                    + "; what arrived before, from " + from.get() + " on, is in it already");
        }
        return from.isPresent() ? this : new StreamRange(cutover, until);
    }

    boolean endsBefore(Instant arrival) {
        return until.isPresent() && !arrival.isBefore(until.get());
    }
}
