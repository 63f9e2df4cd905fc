package io.github.calllake.archive;

import io.github.calllake.lake.CommitLog;
import io.github.calllake.lake.ShardProgress;
import io.github.calllake.lake.ShardProgress.State;
import io.github.calllake.stream.ShardBatch;
import io.github.calllake.stream.ShardBatch.Ended;
import io.github.calllake.stream.ShardBatch.Gap;
import io.github.calllake.stream.ShardConsumer;
import io.github.calllake.stream.StreamShard;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done for a stream before any of its shards is read, so that the lake's completion watermark is true from the first
 * moment and stuck at no time.
 *
 * <p>Each shard without a parent gets progress that says nothing is known of it: else the watermark of those that are read first
 * would pass for the stream's. Children need none, since they get theirs before their parent is closed. And a shard that the stream
 * no longer lists is closed, with a report of the gap: nobody can read what was left of it, and it would hold the watermark
 * back for ever.
 */
final class StreamBeginning {

    private static final Logger LOG = LoggerFactory.getLogger(StreamBeginning.class);
    /** Before the first sequence number. */
    private static final String BEGINNING = "0";

    private final List<ShardProgress> progress;
    private final List<StreamShard> listed;
    private final Set<String> ids;

    /**
     * With what the lake and the stream know.
     *
     * @param progress of every shard that has any
     * @param listed all shards of the stream, closed ones too
     */
    StreamBeginning(List<ShardProgress> progress, List<StreamShard> listed) {
        this.progress = progress;
        this.listed = listed;
        this.ids = listed.stream().map(StreamShard::id).collect(Collectors.toSet());
    }

    void begin(Function<String, CommitLog> logs, Function<String, ShardConsumer> consumers) {
        Set<String> known = progress.stream().map(ShardProgress::shard).collect(Collectors.toSet());
        listed.stream()
                .filter(shard -> !known.contains(shard.id()))
                .filter(shard -> shard.parents().stream().noneMatch(ids::contains))
                .forEach(shard -> logs.apply(shard.id()).announce());
        progress.stream()
                .filter(shard -> shard.state() == State.OPEN && !ids.contains(shard.shard()))
                .forEach(shard -> closeGone(shard, consumers.apply(shard.shard())));
    }

    /** As if it had been read to its end and nothing had been found. */
    private void closeGone(ShardProgress shard, ShardConsumer consumer) {
        List<String> children = listed.stream()
                .filter(other -> other.parents().contains(shard.shard()))
                .map(StreamShard::id)
                .toList();
        LOG.warn("Shard {} is no longer in the stream; it is closed as far as it is archived", shard.shard());
        try {
            if (consumer.start().isPresent()) {
                Gap gap = new Gap(shard.last().orElse(BEGINNING));
                consumer.accept(new ShardBatch(
                        List.of(), 0, Optional.empty(), Optional.of(gap), Optional.of(new Ended(children))));
            }
        } finally {
            consumer.leave();
        }
    }
}
