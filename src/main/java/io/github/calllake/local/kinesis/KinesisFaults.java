package io.github.calllake.local.kinesis;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * What goes wrong, and how often: shares from 0 for never to 1 for always. Every fault is one that Kinesis or the network
 * really shows, in the shape in which a client meets it.
 *
 * @param failedPuts share of records of a put that fail with {@code InternalFailure}; the others of a PutRecords go in
 * @param failingKeys records with these partition keys fail too
 * @param throttledPuts share of records of a put that are refused as if their shard had no throughput left
 * @param throttledReads share of GetRecords calls that are refused so
 * @param lostRequests share of requests whose connection ends before they are looked at
 * @param lostAnswers share of requests that are carried out, and whose connection ends before the answer
 * @param latency how long every request waits before it is looked at
 * @param arrivalSkew by up to how much a record's arrival time is earlier than when it came in: within one shard, times
 *     then go back and forth, as {@code ApproximateArrivalTimestamp} may. Whole milliseconds, at most {@link #MOST_SKEW}
 * @param seed of the dice: requests made one after another meet the same faults each time
 */
public record KinesisFaults(
        double failedPuts,
        Predicate<String> failingKeys,
        double throttledPuts,
        double throttledReads,
        double lostRequests,
        double lostAnswers,
        Duration latency,
        Duration arrivalSkew,
        long seed) {

    private static final Duration MOST_LATENCY = Duration.ofMinutes(5);

    /** The most that arrival times can be out of order. */
    public static final Duration MOST_SKEW = Duration.ofMinutes(5);

    /** Nothing goes wrong. */
    public static final KinesisFaults NONE =
            new KinesisFaults(0, key -> false, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, 0);

    public KinesisFaults {
        requireShare("failedPuts", failedPuts);
        requireShare("throttledPuts", throttledPuts);
        requireShare("throttledReads", throttledReads);
        requireShare("lostRequests", lostRequests);
        requireShare("lostAnswers", lostAnswers);
        requireWithin("latency", latency, MOST_LATENCY);
        requireWithin("arrivalSkew", arrivalSkew, MOST_SKEW);
    }

    private static void requireShare(String name, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(name + " is " + share + ", but a share is from 0 to 1");
        }
    }

    private static void requireWithin(String name, Duration span, Duration most) {
        if (span.isNegative() || span.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " is " + span + ", but must be from PT0S to " + most);
        }
    }

    public KinesisFaults withFailedPuts(double share) {
        return new KinesisFaults(
                share,
                failingKeys,
                throttledPuts,
                throttledReads,
                lostRequests,
                lostAnswers,
                latency,
                arrivalSkew,
                seed);
    }

    public KinesisFaults withFailingKeys(Predicate<String> partitionKeys) {
        return new KinesisFaults(
                failedPuts,
                partitionKeys,
                throttledPuts,
                throttledReads,
                lostRequests,
                lostAnswers,
                latency,
                arrivalSkew,
                seed);
    }

    public KinesisFaults withThrottledPuts(double share) {
        return new KinesisFaults(
                failedPuts, failingKeys, share, throttledReads, lostRequests, lostAnswers, latency, arrivalSkew, seed);
    }

    public KinesisFaults withThrottledReads(double share) {
        return new KinesisFaults(
                failedPuts, failingKeys, throttledPuts, share, lostRequests, lostAnswers, latency, arrivalSkew, seed);
    }

    public KinesisFaults withLostRequests(double share) {
        return new KinesisFaults(
                failedPuts, failingKeys, throttledPuts, throttledReads, share, lostAnswers, latency, arrivalSkew, seed);
    }

    public KinesisFaults withLostAnswers(double share) {
        return new KinesisFaults(
                failedPuts,
                failingKeys,
                throttledPuts,
                throttledReads,
                lostRequests,
                share,
                latency,
                arrivalSkew,
                seed);
    }

    public KinesisFaults withLatency(Duration span) {
        return new KinesisFaults(
                failedPuts,
                failingKeys,
                throttledPuts,
                throttledReads,
                lostRequests,
                lostAnswers,
                span,
                arrivalSkew,
                seed);
    }

    public KinesisFaults withArrivalSkew(Duration span) {
        return new KinesisFaults(
                failedPuts, failingKeys, throttledPuts, throttledReads, lostRequests, lostAnswers, latency, span, seed);
    }

    public KinesisFaults withSeed(long number) {
        return new KinesisFaults(
                failedPuts,
                failingKeys,
                throttledPuts,
                throttledReads,
                lostRequests,
                lostAnswers,
                latency,
                arrivalSkew,
                number);
    }
}
