package io.github.calllake.cli.bench;

import io.github.calllake.stream.StreamWriter.NewRecord;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Deals records out to the shards of a stream evenly, each partition key as a whole. */
final class ShardKeys {

    private static final int HASH_BITS = 128;

    private ShardKeys() {}

    /** The records in their order, under keys that spread their bytes evenly over so many shards of a new stream. */
    static List<NewRecord> dealt(List<NewRecord> records, int shards) {
        Map<String, Long> bytes = new HashMap<>();
        records.forEach(record -> bytes.merge(record.partitionKey(), (long) record.data().length, Long::sum));
        List<String> ofShard = keys(shards);
        long[] filled = new long[shards];
        Map<String, String> dealt = new HashMap<>();
        // The largest first, each to the shard that has least.
        bytes.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(key -> {
                    int shard = least(filled);
                    filled[shard] += key.getValue();
                    dealt.put(key.getKey(), ofShard.get(shard));
                });
        return records.stream()
                .map(record -> new NewRecord(dealt.getOrDefault(record.partitionKey(), ""), record.data()))
                .toList();
    }

    private static int least(long[] filled) {
        int least = 0;
        for (int shard = 1; shard < filled.length; shard++) {
            least = filled[shard] < filled[least] ? shard : least;
        }
        return least;
    }

    /** A key for each shard of a stream that was made with so many. */
    private static List<String> keys(int shards) {
        Map<Integer, String> keys = new HashMap<>();
        for (int n = 0; keys.size() < shards; n++) {
            String key = "key-" + n;
            keys.putIfAbsent(shardOf(key, shards), key);
        }
        List<String> inOrder = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            inOrder.add(java.util.Objects.requireNonNull(keys.get(shard)));
        }
        return inOrder;
    }

    /** Kinesis hashes a key by MD5, and a new stream's shards have equal ranges of the hash. */
    private static int shardOf(String key, int shards) {
        try {
            byte[] hash = MessageDigest.getInstance("MD5").digest(key.getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, hash)
                    .multiply(BigInteger.valueOf(shards))
                    .shiftRight(HASH_BITS)
                    .intValue();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has MD5", e);
        }
    }
}
