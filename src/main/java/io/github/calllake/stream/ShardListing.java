package io.github.calllake.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** The shards of a stream: open ones, and closed ones while records of them may be left. */
final class ShardListing {

    private ShardListing() {}

    static List<StreamShard> of(KinesisClient kinesis, String stream) {
        List<StreamShard> shards = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            ListShardsResponse page = page(kinesis, stream, next);
            page.shards().stream().map(ShardListing::shard).forEach(shards::add);
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
