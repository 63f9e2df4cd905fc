package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.archive.RollPolicy;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.ReadBudget;
import io.github.calllake.stream.ReadPace;
import java.time.Clock;
import java.time.Duration;

/** A whole archiver, from a stream that holds its records already. */
final class StreamSide implements BenchSide {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long POLL_MILLIS = 20;
    /** By size only: then as many files are written, whatever the number of shards. */
    private static final Duration NEVER = Duration.ofHours(12);

    /** The local Kinesis gives a shard's records as fast as they are asked for, and a pass of one shard would mostly wait. */
    private static final ReadPace PACE = new ReadPace(Duration.ofMillis(20), Duration.ofSeconds(1));

    private final String stream;
    private final LakeStore store;
    private final long records;
    private final long rollBytes;

    StreamSide(String stream, LakeStore store, long records, long rollBytes) {
        this.stream = stream;
        this.store = store;
        this.records = records;
        this.rollBytes = rollBytes;
    }

    @Override
    public void pass(String prefix) throws Exception {
        LakeLayout layout = new LakeLayout(store.bucket(), prefix);
        ArchiverSettings settings = ArchiverSettings.defaults().withRoll(new RollPolicy(rollBytes, NEVER));
        try (DirectStream source = DirectStream.open(stream, PACE, ReadBudget.ofHeap());
                Archiver archiver = Archiver.start(source, store, layout, settings, Clock.systemUTC())) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (archiver.counts().records() < records) {
                if (System.nanoTime() > deadline) {
                    throw new CallLakeException("Of " + records + " records of " + stream + " "
                            + archiver.counts().records() + " were archived in " + PATIENCE + ". Failing: "
                            + archiver.failing());
                }
                boolean allRead = archiver.counts().records() + buffered(archiver) >= records;
                if (allRead) {
                    archiver.rollNow();
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
    }

    private static long buffered(Archiver archiver) {
        return archiver.shards().values().stream()
                .mapToLong(shard -> shard.bufferedRecords())
                .sum();
    }
}
