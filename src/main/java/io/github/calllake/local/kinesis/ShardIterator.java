package io.github.calllake.local.kinesis;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A place in a shard, as clients carry it around. It outlives a restart of the server, not its five minutes.
 *
 * @param stream the stream's name
 * @param openedSecond of the shard, so that an iterator into a deleted stream finds nothing in its successor
 * @param shardNumber the shard
 * @param index read from here on
 * @param issuedAt milliseconds since the epoch
 */
record ShardIterator(String stream, long openedSecond, int shardNumber, long index, long issuedAt) {
    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 1 + 8 + 4 + 8 + 8;

    String token() {
        byte[] name = stream.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = ByteBuffer.allocate(FIXED_BYTES + name.length)
                .put(VERSION)
                .putLong(openedSecond)
                .putInt(shardNumber)
                .putLong(index)
                .putLong(issuedAt)
                .put(name)
                .array();
        return Base64.getEncoder().encodeToString(bytes);
    }

    static ShardIterator parse(String token) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(token));
            if (bytes.get() != VERSION) {
                throw invalid();
            }
            long openedSecond = bytes.getLong();
            int shardNumber = bytes.getInt();
            long index = bytes.getLong();
            long issuedAt = bytes.getLong();
            String name = StandardCharsets.UTF_8.decode(bytes).toString();
            return new ShardIterator(name, openedSecond, shardNumber, index, issuedAt);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw invalid();
        }
    }

    static KinesisException invalid() {
        return KinesisException.invalidArgument("Invalid ShardIterator.");
    }
}
