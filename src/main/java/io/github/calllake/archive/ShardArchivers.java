package io.github.calllake.archive;

import io.github.calllake.event.DetailType;
import io.github.calllake.lake.ArchivedStream;
import io.github.calllake.lake.CommitLog;
import io.github.calllake.lake.CompletionWatermark;
import io.github.calllake.lake.EventFileWriter;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.ShardProgress;
import io.github.calllake.schema.EventTable;
import io.github.calllake.stream.ShardConsumer;
import io.github.calllake.stream.StreamDescription;
import io.github.calllake.stream.StreamShard;
import io.github.calllake.stream.StreamSource;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Makes the consumers of one archiver, one for each taking up of a shard. Thread-safe. */
final class ShardArchivers implements ShardConsumer.Factory {

    private final Optional<StreamSource> source;
    private final LakeStore store;
    private final LakeLayout layout;
    private final Function<DetailType, EventTable> tables;
    private final RecordDecoder decoder;
    private final ArchiverSettings settings;
    private final ArchiverState state;
    private final EventFileWriter writer;
    private final Clock clock;

    /** Guarded by this: streams of which this archiver has seen to the beginning. */
    private final Set<ArchivedStream> begun = new HashSet<>();

    /**
     * With what all of them work with.
     *
     * @param source the stream, to be asked for its shards and its retention; empty if something else reads it
     */
    ShardArchivers(
            Optional<StreamSource> source,
            LakeStore store,
            LakeLayout layout,
            Function<DetailType, EventTable> tables,
            RecordDecoder decoder,
            ArchiverSettings settings,
            ArchiverState state,
            Clock clock) {
        if (!store.bucket().equals(layout.bucket())) {
            throw new IllegalArgumentException(
                    "The lake is at " + layout.address() + ", but the store is of bucket " + store.bucket());
        }
        this.source = source;
        this.store = store;
        this.layout = layout;
        this.tables = tables;
        this.decoder = decoder;
        this.settings = settings;
        this.state = state;
        this.writer = new EventFileWriter(settings.compression());
        this.clock = clock;
    }

    @Override
    public ShardConsumer consumerOf(StreamShard shard, StreamDescription of) {
        ArchivedStream archived = new ArchivedStream(of.name(), of.created());
        source.ifPresent(asked -> begin(asked, archived, of));
        return archiverOf(shard.id(), archived, of);
    }

    /** Once; again by the next shard if it fails. */
    private synchronized void begin(StreamSource asked, ArchivedStream archived, StreamDescription of) {
        if (begun.contains(archived)) {
            return;
        }
        List<ShardProgress> progress =
                CompletionWatermark.of(store, layout, archived).shards();
        List<StreamShard> listed = asked.shards();
        if (!asked.description().created().equals(of.created())) {
            throw new ArchiveException("Stream " + of.name() + " has just been made anew");
        }
        new StreamBeginning(progress, listed)
                .begin(
                        shard -> new CommitLog(store, layout, archived, shard),
                        shard -> archiverOf(shard, archived, of));
        begun.add(archived);
    }

    private ShardArchiver archiverOf(String shard, ArchivedStream archived, StreamDescription of) {
        return new ShardArchiver(
                shard,
                new ShardTools(
                        archived,
                        store,
                        layout,
                        new CutFiles(layout, archived, tables, writer, settings.spoolDirectory()),
                        decoder,
                        settings,
                        state,
                        new GapReport(store, layout, archived, state, () -> retention(of), clock),
                        step -> state.stepped(shard),
                        clock));
    }

    /** As it is now, where there is someone to ask. */
    private Duration retention(StreamDescription of) {
        return source.map(asked -> asked.description().retention()).orElse(of.retention());
    }
}
