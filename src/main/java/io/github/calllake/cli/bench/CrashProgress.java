package io.github.calllake.cli.bench;

import io.github.calllake.lake.ArchivedStream;
import io.github.calllake.lake.CommitLog;
import io.github.calllake.lake.Cut;
import io.github.calllake.lake.ShardProgress;
import io.github.calllake.stream.SequenceNumbers;
import io.github.calllake.stream.StreamDescription;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How far the lake is, by its commit log. */
final class CrashProgress {

    private final CrashStack stack;
    private final ArchivedStream stream;

    /** The last record put to each shard of which it is not known yet that it is archived. */
    private final Map<String, String> wanted = new TreeMap<>();

    /** The shards that are worth a look: those that got records, and are not closed. */
    private final Map<String, Long> cuts = new TreeMap<>();

    CrashProgress(CrashStack stack) {
        this.stack = stack;
        StreamDescription of = stack.source().description();
        this.stream = new ArchivedStream(of.name(), of.created());
    }

    private CommitLog log(String shard) {
        return new CommitLog(stack.store(), stack.layout(), stream, shard);
    }

    /** Further records are to be archived. */
    void want(Map<String, String> lastPlaced) {
        wanted.putAll(lastPlaced);
    }

    /** What one look found. */
    record Look(boolean newCut, boolean allArchived) {}

    /** Looks how far the shards are that records were wanted of; whether any has a cut that the last look did not see. */
    Look look() {
        boolean newCut = false;
        for (Map.Entry<String, String> each : List.copyOf(wanted.entrySet())) {
            Optional<ShardProgress> progress = log(each.getKey()).progress();
            long number = progress.map(ShardProgress::number).orElse(0L);
            newCut |= number > cuts.getOrDefault(each.getKey(), 0L);
            cuts.put(each.getKey(), number);
            if (progress.flatMap(ShardProgress::last)
                    .filter(last -> !SequenceNumbers.isAfter(each.getValue(), last))
                    .isPresent()) {
                wanted.remove(each.getKey());
            }
        }
        return new Look(newCut, wanted.isEmpty());
    }

    /** Whether one of the shards that records are wanted of has a cut in the log which its progress does not name. */
    boolean isCommitting() {
        return wanted.keySet().stream().anyMatch(shard -> {
            long proven = log(shard).progress().map(ShardProgress::number).orElse(0L);
            return log(shard).read(proven + 1).isPresent();
        });
    }

    /** Whether anything that is wanted was not archived at the last look. */
    boolean isWaiting() {
        return !wanted.isEmpty();
    }

    /** What waits to be archived, for people. */
    String waiting() {
        return wanted.toString();
    }

    /**
     * An object of a cut that whoever wrote it did not live to finish.
     *
     * @param content its bytes; empty if it was not there
     */
    record Unfinished(String key, Optional<ByteBuffer> content) {}

    /** The objects of the cuts that are unfinished now, nobody being at work. */
    List<Unfinished> unfinished() {
        Map<String, Unfinished> found = new LinkedHashMap<>();
        for (String shard : wanted.keySet()) {
            long proven = log(shard).progress().map(ShardProgress::number).orElse(0L);
            log(shard)
                    .tail(proven)
                    .filter(cut -> cut.number() > proven)
                    .map(Cut::objects)
                    .orElse(List.of())
                    .forEach(object -> found.put(
                            object.key(),
                            new Unfinished(
                                    object.key(),
                                    stack.store().get(object.key()).map(ByteBuffer::wrap))));
        }
        return new ArrayList<>(found.values());
    }

    /** Whether the object is there, with the same bytes if it was there before. */
    boolean isAsBegun(Unfinished object) {
        Optional<ByteBuffer> now = stack.store().get(object.key()).map(ByteBuffer::wrap);
        return now.isPresent()
                && (object.content().isEmpty() || object.content().equals(now));
    }
}
