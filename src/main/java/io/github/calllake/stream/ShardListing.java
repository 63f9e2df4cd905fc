package io.github.calllake.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** The shards of a stream: open ones, and closed ones while records of them may be left. */
final class ShardListing {

    private ShardListing() {}

    static List<StreamShard> of(KinesisClient kinesis, String stream) {
        return all(kinesis, stream).stream().map(ShardListing::shard).toList();
    }

    static List<ChildShard> childrenOf(KinesisClient kinesis, String stream, String parent) {
        return all(kinesis, stream).stream()
                .filter(shard -> shard(shard).parents().contains(parent))
                .map(shard -> ChildShard.builder()
                        .shardId(shard.shardId())
                        .parentShards(shard(shard).parents())
                        .hashKeyRange(shard.hashKeyRange())
                        .build())
                .toList();
    }

    private static List<Shard> all(KinesisClient kinesis, String stream) {
        List<Shard> shards = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            ListShardsResponse page = page(kinesis, stream, next);
            shards.addAll(page.shards());
            next = Optional.ofNullable(page.nextToken());
        } while (next.isPresent());
        return shards;
    }

    /** Kinesis wants the stream's name for the first page only. */
    private static ListShardsResponse page(KinesisClient kinesis, String stream, Optional<String> token) {
        return kinesis.listShards(
                request -> token.ifPresentOrElse(request::nextToken, () -> request.streamName(stream)));
    }

    private static StreamShard shard(Shard shard) {
        List<String> parents = Stream.of(
                        Optional.ofNullable(shard.parentShardId()), Optional.ofNullable(shard.adjacentParentShardId()))
                .flatMap(Optional::stream)
                .toList();
        return new StreamShard(shard.shardId(), parents);
    }
}
