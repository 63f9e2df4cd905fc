package io.github.calllake.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverCounts;
import io.github.calllake.archive.ShardStatus;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** The line that says how archiving goes: what is done, what waits, and how far behind it is. */
final class ArchiveReport {

    private final Archiver archiver;
    private final PrintWriter err;
    private final Clock clock;

    ArchiveReport(Archiver archiver, PrintWriter err, Clock clock) {
        this.archiver = archiver;
        this.err = err;
        this.clock = clock;
    }

    /** Prints the line, and one for each shard that fails. */
    void print() {
        ArchiverCounts counts = archiver.counts();
        Collection<ShardStatus> open = archiver.shards().values().stream()
                .filter(shard -> !shard.closed())
                .toList();
        err.println("archived: records=" + counts.records() + " failed=" + counts.failed() + " objects="
                + counts.objects() + " bytes=" + counts.bytes() + " gaps=" + counts.gaps() + " late="
                + counts.lateArrivals() + "; waiting: records="
                + open.stream().mapToLong(ShardStatus::bufferedRecords).sum() + " oldest=" + oldest(open)
                + "; shards=" + open.size() + " lag=" + lag(open) + " watermark=" + watermark(open) + " retries="
                + (archiver.reading().retries() + archiver.storeRetries().retries()));
        archiver.failing().forEach((shard, reason) -> err.println("failing: shard=" + shard + " " + reason));
        err.flush();
    }

    /** The same for programs, as it stands at the end. */
    ObjectNode json() {
        ArchiverCounts counts = archiver.counts();
        ObjectNode object = JsonNodeFactory.instance
                .objectNode()
                .put("records", counts.records())
                .put("failed", counts.failed())
                .put("objects", counts.objects())
                .put("bytes", counts.bytes())
                .put("gaps", counts.gaps())
                .put("late", counts.lateArrivals());
        archiver.failing().forEach(object.putObject("failing")::put);
        return object;
    }

    private String oldest(Collection<ShardStatus> open) {
        return open.stream()
                .flatMap(shard -> shard.bufferedSince().stream())
                .min(Instant::compareTo)
                .map(since ->
                        Math.max(0, Duration.between(since, clock.instant()).toSeconds()) + "s")
                .orElse("-");
    }

    private static String lag(Collection<ShardStatus> open) {
        long most =
                open.stream().mapToLong(ShardStatus::millisBehindLatest).max().orElse(0);
        return most == Long.MAX_VALUE ? "unknown" : most + "ms";
    }

    private static String watermark(Collection<ShardStatus> open) {
        boolean known = open.stream().allMatch(shard -> shard.watermark().isPresent());
        return open.stream()
                .map(ShardStatus::watermark)
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .filter(least -> known)
                .map(Instant::toString)
                .orElse("unknown");
    }
}
