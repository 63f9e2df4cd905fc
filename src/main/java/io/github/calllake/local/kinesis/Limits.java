package io.github.calllake.local.kinesis;

/**
 * How much fits, and for how long.
 *
 * @see <a href="https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html">Quotas and limits</a>
 */
final class Limits {
    /** Data and partition key of a record, by default. */
    static final int RECORD_BYTES = 1 << 20;

    static final int PUT_RECORDS = 500;

    /** Data and partition keys of a PutRecords request. */
    static final int PUT_BYTES = 10 << 20;

    static final int GET_RECORDS = 10_000;
    static final int GET_BYTES = 10 << 20;

    /** Of shard iterators and page tokens. */
    static final long TOKEN_LIFETIME_MILLIS = 300_000;

    /** A full PutRecords request in JSON, its data in Base64, with room for names. */
    static final int REQUEST_BYTES = 16 << 20;

    private Limits() {}
}
