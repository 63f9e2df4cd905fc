package io.github.calllake.local.kinesis;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a list of shards goes on.
 *
 * @param stream the stream's name
 * @param afterShardId the last shard that was listed; empty before the first
 * @param filter the kind of shard filter of the first page
 * @param time the filter's time, in milliseconds since the epoch, if it has one
 * @param issuedAt milliseconds since the epoch
 */
record PageToken(String stream, String afterShardId, String filter, long time, long issuedAt) {
    String text() {
        String plain = String.join("\n", stream, afterShardId, filter, String.valueOf(time), String.valueOf(issuedAt));
        return Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    PageToken after(String shardId) {
        return new PageToken(stream, shardId, filter, time, issuedAt);
    }

    static PageToken parse(String text) {
        try {
            String[] parts = new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8).split("\n", -1);
            if (parts.length == 5) {
                return new PageToken(parts[0], parts[1], parts[2], Long.parseLong(parts[3]), Long.parseLong(parts[4]));
            }
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        throw invalid();
    }

    private static KinesisException invalid() {
        return KinesisException.invalidArgument("Invalid NextToken.");
    }
}
