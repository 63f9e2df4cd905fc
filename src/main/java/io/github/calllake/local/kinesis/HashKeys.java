package io.github.calllake.local.kinesis;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The space of hash keys, 0 to 2^128-1, that the shards of a stream divide among them. */
final class HashKeys {
    private static final BigInteger COUNT = BigInteger.ONE.shiftLeft(128);

    private HashKeys() {}

    /** The hash key of a partition key: its MD5 as an unsigned number. */
    static BigInteger of(String partitionKey) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(partitionKey.getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }

    static boolean isHashKey(BigInteger number) {
        return number.signum() >= 0 && number.compareTo(COUNT) < 0;
    }

    /** The first hash key of the given shard when the space is divided evenly; of shard {@code shards} the end. */
    static BigInteger evenStart(int shard, int shards) {
        // In this order, so that twice as many shards keep every boundary.
        return COUNT.multiply(BigInteger.valueOf(shard)).divide(BigInteger.valueOf(shards));
    }
}
