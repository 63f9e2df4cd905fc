package io.github.calllake.stream;

import java.util.List;

/**
 * A shard of the stream, open or closed.
 *
 * @param id the shard's id, e.g. {@code shardId-000000000000}
 * @param parents the shards it was split or merged from: none, one or two. They may be gone from the stream by now
 */
public record StreamShard(String id, List<String> parents) {
    public StreamShard {
        parents = List.copyOf(parents);
    }
}
