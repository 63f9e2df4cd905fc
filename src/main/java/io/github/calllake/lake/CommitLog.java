package io.github.calllake.lake;

import io.github.calllake.lake.ShardProgress.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commit log of one shard: numbered {@link Cut}s, each written once and for good, and the shard's
 * {@link ShardProgress}.
 *
 * <p>A writer appends entry n, then writes its data, then the progress, and only then entry n+1. So an entry proves that the
 * data of the one before it is there, and only the last entry's data can ever be missing. Entries are found by number and
 * not by sequence number: two writers that see different first records, because retention removed one in between, must still
 * meet at the same key.
 *
 * <p>Thread-safe; any number of writers, in any number of processes, may use one log.
 */
public final class CommitLog {

    private static final Logger LOG = LoggerFactory.getLogger(CommitLog.class);
    private static final int APPEND_ATTEMPTS = 3;

    private final LakeStore store;
    private final LakeLayout layout;
    private final ArchivedStream stream;
    private final String shard;

    public CommitLog(LakeStore store, LakeLayout layout, ArchivedStream stream, String shard) {
        this.store = store;
        this.layout = layout;
        this.stream = stream;
        this.shard = shard;
    }

    /**
     * The progress of every shard of a stream that has any. Of streams that were deleted and made anew under the same name,
     * only the newest counts.
     *
     * @param stream the stream's name
     */
    public static List<ShardProgress> progressOfAllShards(LakeStore store, LakeLayout layout, String stream) {
        return progressAt(store, keysOfNewest(store, layout, stream));
    }

    /** The progress of every shard of a stream that has any, whether or not another has taken its name since. */
    static List<ShardProgress> progressOfAllShards(LakeStore store, LakeLayout layout, ArchivedStream stream) {
        return progressAt(store, entries(store, layout.progressPrefix(stream), ""));
    }

    private static List<ShardProgress> progressAt(LakeStore store, List<String> keys) {
        Map<String, ShardProgress> all = new TreeMap<>();
        for (String key : keys) {
            store.get(key)
                    .map(content -> CommitJson.readProgress(content, where(store, key)))
                    .ifPresent(progress -> all.merge(progress.shard(), progress, CommitLog::closedOf));
        }
        return List.copyOf(all.values());
    }

    /**
     * The stream of this name that was made last, among those that have progress; empty if none has.
     *
     * @param stream the stream's name
     */
    public static Optional<ArchivedStream> newest(LakeStore store, LakeLayout layout, String stream) {
        String prefix = layout.progressPrefix(stream);
        return keysOfNewest(store, layout, stream).stream()
                .findFirst()
                .map(key -> ArchivedStream.ofStamp(stream, stampOf(key, prefix)));
    }

    /** The names of the streams that have progress in a lake, in their order. */
    public static List<String> streams(LakeStore store, LakeLayout layout) {
        String root = layout.progressRoot();
        return entries(store, root, "").stream()
                .filter(key -> key.indexOf('/', root.length()) >= 0)
                .map(layout::streamAt)
                .distinct()
                .sorted()
                .toList();
    }

    private static List<String> keysOfNewest(LakeStore store, LakeLayout layout, String stream) {
        String prefix = layout.progressPrefix(stream);
        List<String> keys = entries(store, prefix, "");
        if (keys.isEmpty()) {
            return keys;
        }
        // In the order of keys the newest comes last.
        String newest = stampOf(keys.get(keys.size() - 1), prefix);
        return keys.stream().filter(key -> stampOf(key, prefix).equals(newest)).toList();
    }

    /** What else lies among the entries is not the log's, e.g. what a tool that writes aside and renames has left there. */
    private static List<String> entries(LakeStore store, String prefix, String startAfter) {
        return store.list(prefix, startAfter).stream()
                .filter(key -> key.endsWith(".json"))
                .toList();
    }

    private static String stampOf(String key, String prefix) {
        int end = key.indexOf('/', prefix.length());
        return key.substring(prefix.length(), end < 0 ? key.length() : end);
    }

    /** A shard stays closed, whatever a writer that was asleep says later. */
    private static ShardProgress closedOf(ShardProgress one, ShardProgress other) {
        return one.state() == State.CLOSED ? one : other;
    }

    /** The shard's progress; empty if none has been written. */
    public Optional<ShardProgress> progress() {
        return progressOf(shard);
    }

    /**
     * The last entry; empty if the log is empty.
     *
     * @param proven a number up to which entries are known to be there, e.g. the progress's, which shortens the search; else
     *     0
     */
    public Optional<Cut> tail(long proven) {
        String startAfter = proven > 1 ? layout.commitKey(stream, shard, proven - 1) : "";
        List<String> keys = entries(store, layout.commitPrefix(stream, shard), startAfter);
        return keys.isEmpty() ? Optional.empty() : Optional.of(readListed(keys.get(keys.size() - 1)));
    }

    /**
     * The sequence number up to which (inclusive) nobody writes objects any more: an entry made before the instant follows
     * those cuts, or the shard was closed before it. Empty if that is true of none.
     *
     * @param before at least as long ago as a writer may hold on to a cut
     */
    public Optional<String> settledThrough(Instant before) {
        Optional<ShardProgress> progress = progress();
        Optional<Cut> tail = tail(progress.map(ShardProgress::number).orElse(0L));
        boolean closed = store.listObjects(layout.closedKey(stream, shard)).stream()
                .anyMatch(object -> object.lastModified().isBefore(before));
        if (tail.isEmpty() || closed) {
            return tail.map(Cut::last);
        }
        return lastEntryMadeBefore(before, tail.get()).flatMap(Cut::after);
    }

    /** By halves: a shard has tens of thousands of entries a year. */
    private Optional<Cut> lastEntryMadeBefore(Instant before, Cut tail) {
        Optional<Cut> found = Optional.empty();
        long low = 1;
        long high = tail.number();
        while (low <= high) {
            long middle = low + (high - low) / 2;
            Optional<Cut> cut = read(middle);
            if (cut.isPresent() && cut.get().at().isBefore(before)) {
                found = cut;
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return found;
    }

    /** An entry; empty if there is none of this number. */
    public Optional<Cut> read(long number) {
        return readKey(layout.commitKey(stream, shard, number));
    }

    /**
     * Appends an entry.
     *
     * @return false if another writer's entry has this number: the writer must then forget the records that it holds, and
     *     start again from the {@linkplain #tail tail}
     * @throws LakeException if it is not known whether the entry was written
     */
    public boolean append(Cut cut) {
        String key = layout.commitKey(stream, shard, cut.number());
        byte[] content = CommitJson.write(cut);
        for (int attempt = 1; true; attempt++) {
            Optional<LakeException> failure = Optional.empty();
            try {
                if (store.putIfAbsent(key, content, CommitJson.CONTENT_TYPE)) {
                    return true;
                }
            } catch (LakeException e) {
                LOG.warn("Whether entry {} was written is to be seen: {}", where(store, key), e.getMessage());
                failure = Optional.of(e);
            }
            Optional<Cut> there = readKey(key);
            if (there.isPresent()) {
                return there.get().equals(cut);
            }
            if (attempt == APPEND_ATTEMPTS) {
                String message = "Could not write " + where(store, key) + " in " + attempt + " attempts";
                throw failure.map(cause -> new LakeException(message, cause))
                        .orElseGet(() -> new LakeException(message));
            }
        }
    }

    /**
     * Writes the shard's progress. What it says must be true by now. That the shard is closed is written once and for good,
     * and beside the progress: a slower writer's progress that comes later cannot take it back.
     */
    public void writeProgress(ShardProgress progress) {
        if (!progress.shard().equals(shard)) {
            throw new IllegalArgumentException("Progress of " + progress.shard() + " in the log of " + shard);
        }
        put(progress);
    }

    /**
     * Writes that nothing is known of this shard, unless something is: from then on the lake's completion watermark waits for it.
     */
    public void announce() {
        ShardProgress nothing = new ShardProgress(shard, 0, Optional.empty(), Optional.empty(), State.OPEN, List.of());
        store.putIfAbsent(layout.progressKey(stream, shard), CommitJson.write(nothing), CommitJson.CONTENT_TYPE);
    }

    /**
     * Sees to it that a child of this shard has progress before this shard closes, so that the completion watermark of the
     * lake does not pass records of the child in between. A child of two parents starts with the lower of their
     * watermarks.
     *
     * @param watermark the watermark of this shard; empty if it has none
     */
    public void startChild(String child, Optional<Instant> watermark) {
        ShardProgress start = new ShardProgress(child, 0, Optional.empty(), watermark, State.OPEN, List.of());
        String key = layout.progressKey(stream, child);
        if (store.putIfAbsent(key, CommitJson.write(start), CommitJson.CONTENT_TYPE)) {
            return;
        }
        ShardProgress there = progressOf(child).orElse(start);
        if (there.number() == 0 && there.state() == State.OPEN && lower(watermark, there.watermark())) {
            put(start);
        }
    }

    private static boolean lower(Optional<Instant> one, Optional<Instant> other) {
        return one.orElse(Instant.MIN).isBefore(other.orElse(Instant.MIN));
    }

    private Optional<ShardProgress> progressOf(String ofShard) {
        return readProgress(layout.closedKey(stream, ofShard))
                .or(() -> readProgress(layout.progressKey(stream, ofShard)));
    }

    private Optional<ShardProgress> readProgress(String key) {
        return store.get(key).map(content -> CommitJson.readProgress(content, where(store, key)));
    }

    private void put(ShardProgress progress) {
        String key = progress.state() == State.CLOSED
                ? layout.closedKey(stream, progress.shard())
                : layout.progressKey(stream, progress.shard());
        store.put(key, CommitJson.write(progress), CommitJson.CONTENT_TYPE);
    }

    private Optional<Cut> readKey(String key) {
        return store.get(key).map(content -> CommitJson.readCut(content, where(store, key)));
    }

    private Cut readListed(String key) {
        return readKey(key).orElseThrow(() -> new LakeException(where(store, key) + " is listed but not there"));
    }

    private static String where(LakeStore store, String key) {
        return "s3://" + store.bucket() + "/" + key;
    }
}
