package io.github.calllake.local.kinesis;

/**
 * How much fits, how often, and for how long.
 *
 * @see <a href="https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html">Quotas and limits</a>
 */
final class Limits {
    /** Data and partition key of a record, unless the stream says otherwise. */
    static final int RECORD_KIB = 1024;

    static final int LARGEST_RECORD_KIB = 10 * 1024;

    static final int PUT_RECORDS = 500;

    /** Data and partition keys of a PutRecords request. */
    static final int PUT_BYTES = 10 << 20;

    static final int GET_RECORDS = 10_000;
    static final int GET_BYTES = 10 << 20;

    /** Of shard iterators and page tokens. */
    static final long TOKEN_LIFETIME_MILLIS = 300_000;

    /** A full PutRecords request in JSON, its data in Base64, with room for names. */
    static final int REQUEST_BYTES = 16 << 20;

    /** Each second, into one shard. */
    static final int SHARD_RECORDS_IN = 1000;

    static final int SHARD_BYTES_IN = 1 << 20;

    /** Each second, out of one shard, for all that poll it. */
    static final int SHARD_READS = 5;

    static final int SHARD_BYTES_OUT = 2 << 20;
    static final int SHARD_ITERATORS = 5;
    static final long PAUSE_AFTER_FULL_READ_MILLIS = 5000;

    /** Open shards of all streams: AWS's lowest, and as many files as a process may well have open. */
    static final int ACCOUNT_SHARDS = 500;

    static final int ACCOUNT_ON_DEMAND_STREAMS = 50;
    static final int ON_DEMAND_SHARDS = 4;

    static final int TAGS = 50;

    private Limits() {}
}
