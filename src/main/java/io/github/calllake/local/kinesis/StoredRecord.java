package io.github.calllake.local.kinesis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A record as a shard's log holds it.
 *
 * @param index its place in the shard
 * @param time when it came in, in milliseconds since the epoch; never goes back inside a shard
 * @param arrival the arrival time that readers are told: {@code time}, or a little earlier
 * @param partitionKey as the producer gave it
 * @param data the payload, backed by an array
 */
record StoredRecord(long index, long time, long arrival, String partitionKey, ByteBuffer data) {

    /** What counts against limits. */
    int size() {
        return data.remaining() + partitionKey.getBytes(StandardCharsets.UTF_8).length;
    }
}
