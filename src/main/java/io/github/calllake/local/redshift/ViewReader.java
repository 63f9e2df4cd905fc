package io.github.calllake.local.redshift;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * One view as a consumer of its stream: it reads every shard by iterators of its own. Used by one refresh at a time, which holds its monitor; not
 * thread-safe otherwise.
 */
final class ViewReader {

    private final KinesisClient kinesis;
    private final StreamingView view;
    private final StreamShards shards;
    private final int largestRecord;
    private final Map<String, ShardReader> readers = new HashMap<>();
    private Optional<Map<String, ShardPosition>> kept = Optional.empty();

    ViewReader(KinesisClient kinesis, StreamingView view, StreamShards shards, int largestRecord) {
        this.kinesis = kinesis;
        this.view = view;
        this.shards = shards;
        this.largestRecord = largestRecord;
    }

    StreamingView view() {
        return view;
    }

    /** The shards that can be read now. A shard waits for its parents, so that a view sees the records of a key in order. */
    List<ShardReader> readable(ViewStore store) throws SQLException {
        Map<String, ShardPosition> positions = positions(store);
        List<Shard> all = shards.list();
        all.forEach(shard -> readers.compute(
                shard.shardId(),
                (id, known) -> known != null && known.reads(shard)
                        ? known
                        : new ShardReader(
                                kinesis,
                                view.stream(),
                                shard,
                                largestRecord,
                                known == null ? positions.getOrDefault(id, ShardPosition.NONE) : known.kept())));
        List<ShardReader> readable = new ArrayList<>();
        for (Shard shard : all) {
            ShardReader reader = reader(shard.shardId());
            boolean parentsDone = StreamShards.parents(shard, all).stream()
                    .allMatch(parent -> reader(parent).isDone());
            if (parentsDone && !reader.isDone()) {
                readable.add(reader);
            }
        }
        return readable;
    }

    private ShardReader reader(String shardId) {
        ShardReader reader = readers.get(shardId);
        if (reader == null) {
            throw new IllegalStateException("shard " + shardId + " was not listed");
        }
        return reader;
    }

    private Map<String, ShardPosition> positions(ViewStore store) throws SQLException {
        Map<String, ShardPosition> known = kept.isPresent() ? kept.get() : store.positions(view.oid());
        kept = Optional.of(known);
        return known;
    }

    /** A shard has ended: its children are looked for. */
    void shardEnded() {
        shards.forget();
    }

    /** What was read and not kept is read again, from where the database says. */
    void startAnew() {
        readers.clear();
        kept = Optional.empty();
    }
}
