package io.github.calllake.archive;

import io.github.calllake.archive.ArchivedShard.Hole;
import io.github.calllake.lake.ArchivedStream;
import io.github.calllake.lake.CommitLog;
import io.github.calllake.lake.CompletionWatermark;
import io.github.calllake.lake.Cut;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.ShardProgress;
import io.github.calllake.lake.ShardProgress.State;
import io.github.calllake.stream.SequenceNumbers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which records of a stream are in the lake for certain, by the lake's own commit logs: whoever wants to remove them elsewhere asks
 * here first. What is said stays true, for the lake only grows.
 *
 * <p>Records that expired from the stream before they were archived are left out, and so are those before the first that the lake's
 * log of the shard begins with: they may be of an earlier stream of the same name. Immutable.
 *
 * @param shards the shards of which the lake has records
 * @param watermark every record of the stream that arrived up to here is archived; empty while that is not known of a shard
 */
public record ArchivedRecords(List<ArchivedShard> shards, Optional<Instant> watermark) {

    public ArchivedRecords {
        shards = List.copyOf(shards);
    }

    /**
     * Reads the logs of a stream: a handful of small objects a shard, and the names of the failed events. Of streams that were deleted
     * and made anew under one name only the newest counts.
     *
     * @param stream the stream's name
     * @throws ArchiveException if a newer stream of this name comes up meanwhile
     * @throws io.github.calllake.lake.LakeException if the lake cannot be read
     */
    public static ArchivedRecords of(LakeStore store, LakeLayout layout, String stream) {
        Optional<ArchivedStream> newest = CommitLog.newest(store, layout, stream);
        if (newest.isEmpty()) {
            return new ArchivedRecords(List.of(), Optional.empty());
        }
        List<ShardProgress> progress = CommitLog.progressOfAllShards(store, layout, stream);
        // After the progress: a gap is reported before the progress goes past it.
        Map<String, List<Optional<String>>> gaps = GapReport.gaps(store, layout, newest.get());
        if (!CommitLog.newest(store, layout, stream).equals(newest)) {
            throw new ArchiveException(
                    "Stream " + stream + " has just been made anew, and its archive begins. Look again");
        }
        List<ArchivedShard> shards = new ArrayList<>();
        for (ShardProgress shard : progress) {
            CommitLog log = new CommitLog(store, layout, newest.get(), shard.shard());
            archived(log, shard, gaps.getOrDefault(shard.shard(), List.of())).ifPresent(shards::add);
        }
        return new ArchivedRecords(shards, new CompletionWatermark(newest.get(), progress).watermark());
    }

    /** Each shard by its id. */
    public Map<String, ArchivedShard> byId() {
        Map<String, ArchivedShard> byId = new TreeMap<>();
        shards.forEach(shard -> byId.put(shard.shard(), shard));
        return byId;
    }

    private static Optional<ArchivedShard> archived(
            CommitLog log, ShardProgress progress, List<Optional<String>> gaps) {
        Optional<Cut> first = progress.number() > 0 ? log.read(1) : Optional.empty();
        if (first.isEmpty() || progress.last().isEmpty()) {
            return Optional.empty();
        }
        List<Hole> holes = gaps.stream()
                .map(after ->
                        new Hole(after, cutAfter(log, progress.number(), after).map(Cut::last)))
                .toList();
        return Optional.of(new ArchivedShard(
                progress.shard(),
                first.get().first(),
                progress.last().get(),
                holes,
                progress.watermark(),
                progress.state() == State.CLOSED));
    }

    /** The first cut that ends after a sequence number; empty if there is none, or the log is not whole. */
    private static Optional<Cut> cutAfter(CommitLog log, long cuts, Optional<String> after) {
        Optional<Cut> found = Optional.empty();
        long low = 1;
        long high = cuts;
        while (low <= high) {
            long middle = low + (high - low) / 2;
            Optional<Cut> cut = log.read(middle);
            if (cut.isEmpty()) {
                return Optional.empty();
            }
            if (after.isEmpty() || SequenceNumbers.isAfter(cut.get().last(), after.get())) {
                found = cut;
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return found;
    }
}
