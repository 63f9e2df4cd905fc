package io.github.calllake.archive;

import io.github.calllake.lake.ArchivedStream;
import io.github.calllake.lake.FailedEvent;
import io.github.calllake.lake.FailedEventWriter;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.stream.SequenceNumbers;
import io.github.calllake.stream.ShardBatch;
import io.github.calllake.stream.StreamRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that records have expired from the stream before they were archived: in the log, in the counts, and as an entry of
 * the failed events, where whoever misses them will look. Archiving goes on with what is left. Thread-safe.
 */
final class GapReport {

    static final String ERROR_CODE = "Stream.RecordsExpired";

    private static final Logger LOG = LoggerFactory.getLogger(GapReport.class);

    private static final String EXPIRED_AFTER = "-expired-after-";
    private static final String BEGINNING = "0";
    private static final Pattern SHARD_AND_POSITION =
            Pattern.compile("(shardId-[0-9]+)" + EXPIRED_AFTER + "([0-9]+)\\.ndjson");

    private final LakeStore store;
    private final LakeLayout layout;
    private final ArchivedStream stream;
    private final ArchiverState state;
    private final Supplier<Duration> retention;
    private final Clock clock;

    /** With the stream's retention as it is when asked for. */
    GapReport(
            LakeStore store,
            LakeLayout layout,
            ArchivedStream stream,
            ArchiverState state,
            Supplier<Duration> retention,
            Clock clock) {
        this.store = store;
        this.layout = layout;
        this.stream = stream;
        this.state = state;
        this.retention = retention;
        this.clock = clock;
    }

    /** Whether a file of failed events, by its name, is a report of a gap: it holds no record. */
    static boolean isReport(String name) {
        return name.contains(EXPIRED_AFTER);
    }

    /**
     * The record to go on after is no longer in the stream. That is a gap unless the shard was read to its tip within the
     * retention: then nothing unread can have expired.
     *
     * @param after that record's sequence number
     * @param batch the records that were found instead
     * @param watermark up to where the shard was read before
     * @return whether that is a gap
     */
    boolean note(String shard, String after, ShardBatch batch, Watermark watermark) {
        Instant now = batch.serverTime().orElseGet(clock::instant);
        Instant oldestKept = now.minus(retention.get());
        if (watermark.read().orElse(Instant.MIN).isAfter(oldestKept)) {
            return false;
        }
        String found = batch.records().stream()
                .map(StreamRecord::sequenceNumber)
                .filter(sequence -> SequenceNumbers.isAfter(sequence, after))
                .findFirst()
                .map(sequence -> "the first left is " + sequence)
                .orElse("none is left");
        write(shard, Optional.of(after), found, now);
        return true;
    }

    /**
     * Reports a gap. The object's key follows from where the gap begins, so that reporting it again after a crash on the same
     * day adds nothing.
     *
     * @param after the last sequence number before the gap; empty for the beginning of the shard
     * @param what what is known of it
     */
    void write(String shard, Optional<String> after, String what, Instant now) {
        String from = after.orElse("the beginning");
        String message = "Records of stream " + stream.name() + ", shard " + shard + ", after " + from
                + " expired before they were archived: " + what
                + ". Raise the stream's retention, or find out why the archiver fell behind";
        LOG.error(message);
        state.gap();
        FailedEvent event = new FailedEvent(shard, after.orElse(""), 0, now, ERROR_CODE, message, new byte[0]);
        String file = prefix(stream) + shard + EXPIRED_AFTER + after.orElse(BEGINNING);
        String key = layout.failedKey(LakeLayout.dayOf(now), file);
        store.put(key, FailedEventWriter.write(List.of(event)), "application/x-ndjson");
    }

    private static String prefix(ArchivedStream stream) {
        return stream.name() + "-" + stream.stamp() + "-";
    }

    /** The gaps reported of a stream: by shard, the sequence numbers after which they begin; empty for the beginning. */
    static Map<String, List<Optional<String>>> gaps(LakeStore store, LakeLayout layout, ArchivedStream stream) {
        Map<String, List<Optional<String>>> gaps = new TreeMap<>();
        String prefix = prefix(stream);
        for (String key : store.list(layout.failedPrefix(), "")) {
            String file = key.substring(key.lastIndexOf('/') + 1);
            Matcher name = SHARD_AND_POSITION.matcher(file.startsWith(prefix) ? file.substring(prefix.length()) : "");
            if (name.matches()) {
                String after = name.group(2);
                gaps.computeIfAbsent(name.group(1), shard -> new ArrayList<>())
                        .add(after.equals(BEGINNING) ? Optional.empty() : Optional.of(after));
            }
        }
        return gaps;
    }
}
