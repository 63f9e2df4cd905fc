package io.github.calllake.local.kinesis;

import java.nio.ByteBuffer;

/**
 * A record as a shard's log holds it.
 *
 * @param index its place in the shard
 * @param arrival milliseconds since the epoch
 * @param partitionKey as the producer gave it
 * @param data the payload, backed by an array
 */
record StoredRecord(long index, long arrival, String partitionKey, ByteBuffer data) {}
