package io.github.calllake.local.kinesis;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A record that is put.
 *
 * @param partitionKey as the producer gave it
 * @param hashKey decides the shard
 * @param data the payload; read by position-independent means only
 * @param skewMillis by how much its arrival is told earlier than it is
 */
record NewRecord(String partitionKey, BigInteger hashKey, ByteBuffer data, int skewMillis) {

    /** What counts against limits. */
    int size() {
        return data.remaining() + partitionKey.getBytes(StandardCharsets.UTF_8).length;
    }
}
