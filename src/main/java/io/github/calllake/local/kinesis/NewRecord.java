package io.github.calllake.local.kinesis;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * A record that is put.
 *
 * @param partitionKey as the producer gave it
 * @param hashKey decides the shard
 * @param data the payload; read by position-independent means only
 */
record NewRecord(String partitionKey, BigInteger hashKey, ByteBuffer data) {}
