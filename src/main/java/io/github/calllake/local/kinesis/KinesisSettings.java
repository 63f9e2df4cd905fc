package io.github.calllake.local.kinesis;

/**
 * How like Kinesis in production the local one is.
 *
 * @param limits whether the rate limits of AWS are kept: per shard those of writing and reading, per account those of the
 *     other operations. Limits on sizes, counts, names and lifetimes are always kept
 * @param faults what goes wrong on purpose
 * @see <a href="https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html">Quotas and limits</a>
 */
public record KinesisSettings(boolean limits, KinesisFaults faults) {

    /** As on AWS, on a good day. */
    public static final KinesisSettings AWS = new KinesisSettings(true, KinesisFaults.NONE);

    /** As fast as the machine goes. */
    public static final KinesisSettings UNLIMITED = new KinesisSettings(false, KinesisFaults.NONE);

    public KinesisSettings withLimits(boolean on) {
        return new KinesisSettings(on, faults);
    }

    public KinesisSettings withFaults(KinesisFaults these) {
        return new KinesisSettings(limits, these);
    }
}
