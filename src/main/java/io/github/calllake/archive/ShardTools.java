package io.github.calllake.archive;

import io.github.calllake.archive.CutFiles.CutFile;
import io.github.calllake.lake.ArchivedStream;
import io.github.calllake.lake.CommitLog;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the shards of one archiver work with.
 */
record ShardTools(
        ArchivedStream stream,
        LakeStore store,
        LakeLayout layout,
        CutFiles files,
        RecordDecoder decoder,
        ArchiverSettings settings,
        ArchiverState state,
        GapReport gaps,
        CommitStep.Observer observer,
        Clock clock) {

    /**
     * Whoever merges small files leaves younger cuts alone, so a writer that was asleep for longer must not bring an object
     * back.
     */
    private static final Duration CUT_HOLD = Duration.ofHours(6);

    CommitLog logOf(String shard) {
        return new CommitLog(store, layout, stream, shard);
    }

    /** For people: which shard of which stream. */
    String where(String shard) {
        return "Stream " + stream.name() + ", shard " + shard;
    }

    /** To be called when a step is done. */
    void reached(CommitStep step) {
        observer.reached(step);
    }

    /**
     * Writes objects of a cut that is in the log, one after another, so that only one is in memory; and of all shards together
     * as many at a time as the heap has room for.
     *
     * @param held since when the cut is known to be the last
     * @return how many bytes they have
     */
    long writeObjects(List<CutFile> files, Instant held) {
        long bytes = 0;
        for (CutFile file : files) {
            state.writing().acquireUninterruptibly();
            try {
                bytes += write(file, held);
            } finally {
                state.writing().release();
            }
            reached(CommitStep.OBJECT_WRITTEN);
        }
        reached(CommitStep.OBJECTS_WRITTEN);
        return bytes;
    }

    private long write(CutFile file, Instant held) {
        byte[] content = file.content().get();
        if (Duration.between(held, clock.instant()).compareTo(CUT_HOLD) > 0) {
            throw new ArchiveException("Stream " + stream.name() + ": too late to write s3://" + store.bucket() + "/"
                    + file.key() + ", whose cut was taken at " + held);
        }
        store.put(file.key(), content, file.contentType());
        return content.length;
    }
}
