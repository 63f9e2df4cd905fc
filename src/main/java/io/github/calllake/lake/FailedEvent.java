package io.github.calllake.lake;

import java.time.Instant;

/**
 * A record that could not become a row, with the reason.
 *
 * <p>The raw data is not copied: whoever makes one leaves the array alone.
 *
 * @param shard the shard
 * @param sequenceNumber its sequence number
 * @param subsequenceNumber its place in an aggregated record, else 0
 * @param arrival when it arrived in the stream
 * @param errorCode a short word for the kind of error, e.g. {@code Json.Malformed}
 * @param errorMessage what is wrong, without call content
 * @param rawData the record as it was
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody, and a copy of each record's bytes would cost memory.
public record FailedEvent(
        String shard,
        String sequenceNumber,
        long subsequenceNumber,
        Instant arrival,
        String errorCode,
        String errorMessage,
        byte[] rawData) {}
