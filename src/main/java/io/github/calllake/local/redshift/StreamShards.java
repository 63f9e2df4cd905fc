package io.github.calllake.local.redshift;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** The shards of one stream, as of the last listing. Thread-safe. */
final class StreamShards {

    /** A listing is this old at most, so that a stream that was deleted and created anew is found out. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final KinesisClient kinesis;
    private final String stream;
    private final Clock clock;
    private List<Shard> shards = List.of();
    private Instant listed = Instant.MIN;

    StreamShards(KinesisClient kinesis, String stream, Clock clock) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.clock = clock;
    }

    /** All shards, open and closed, that the stream holds. */
    synchronized List<Shard> list() {
        Instant now = clock.instant();
        if (now.isBefore(listed) || listed.isBefore(now.minus(FRESH))) {
            shards = ask();
            listed = now;
        }
        return shards;
    }

    /** The next listing is a new one. */
    synchronized void forget() {
        listed = Instant.MIN;
    }

    private List<Shard> ask() {
        List<Shard> all = new ArrayList<>();
        ListShardsResponse page = kinesis.listShards(r -> r.streamName(stream));
        all.addAll(page.shards());
        while (page.nextToken() != null) {
            String token = page.nextToken();
            page = kinesis.listShards(r -> r.nextToken(token));
            all.addAll(page.shards());
        }
        return List.copyOf(all);
    }

    /** The shards that must be read to their end before this one; those the stream no longer knows are left out. */
    static List<String> parents(Shard shard, List<Shard> all) {
        Set<String> known = all.stream().map(Shard::shardId).collect(Collectors.toUnmodifiableSet());
        return Stream.of(shard.parentShardId(), shard.adjacentParentShardId())
                .filter(parent -> parent != null && known.contains(parent))
                .toList();
    }
}
