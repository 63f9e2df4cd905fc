package io.github.calllake.archive;

import java.time.Duration;

/**
 * What an archiver has done since it was started. Records are counted once their objects are in the lake; those of a cut
 * that is written again are counted again.
 *
 * @param records records archived, rows and failed ones together
 * @param failed records that went to the failed events
 * @param recordBytes bytes of those records, as they came
 * @param cuts cuts whose objects were written
 * @param objects objects written
 * @param bytes bytes of those objects
 * @param replayedCuts cuts taken over from an earlier run, or a run that failed, and completed
 * @param lostRaces cuts that another writer of the same shard made first
 * @param gaps times that records expired from the stream before they were archived
 * @param lateArrivals records that arrived before the watermark that their shard had published: the boundary's margin must
 *     exceed {@code maxLateness}
 * @param maxLateness the largest distance by which one did
 */
public record ArchiverCounts(
        long records,
        long failed,
        long recordBytes,
        long cuts,
        long objects,
        long bytes,
        long replayedCuts,
        long lostRaces,
        long gaps,
        long lateArrivals,
        Duration maxLateness) {}
