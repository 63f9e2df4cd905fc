package io.github.calllake.operations;

import io.github.calllake.CallLakeException;
import io.github.calllake.engine.RedshiftSession.StatementException;
import io.github.calllake.operations.HotTierCatalog.ShardRows;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.SequenceNumbers;
import io.github.calllake.stream.ShardBacklog;
import io.github.calllake.stream.StreamShard;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far behind the stream each view is in each shard: the age of the oldest record that it has not read. The owner's positions come from
 * SYS_STREAM_SCAN_STATES. A reader does not see that, so there the newest rows of all views together stand for the position.
 */
final class LagCheck implements Check {

    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final Duration SLOW = Duration.ofMinutes(5);
    private static final String ALL_VIEWS = "the views together";

    private final HotTierCatalog catalog;
    private final Optional<DirectStream> stream;
    private final Clock clock;
    private final Map<String, ShardBacklog> backlogs = new HashMap<>();

    LagCheck(HotTierCatalog catalog, Optional<DirectStream> stream, Clock clock) {
        this.catalog = catalog;
        this.stream = stream;
        this.clock = clock;
    }

    @Override
    public String id() {
        return "hot.lag";
    }

    @Override
    public List<Finding> look() {
        Map<String, Map<String, String>> positions = catalog.positions();
        catalog.streamingViews().forEach(view -> positions.putIfAbsent(view.name(), Map.of()));
        positions
                .keySet()
                .retainAll(catalog.streamingViews().stream()
                        .map(StreamingView::name)
                        .toList());
        boolean asOwner = positions.values().stream().anyMatch(shards -> !shards.isEmpty());
        Map<String, ShardRows> rows = asOwner ? Map.of() : newestRows();
        if (!asOwner && rows.isEmpty()) {
            return List.of(Finding.notice(
                    id(),
                    "no view that this user may read has a row yet",
                    "",
                    "Put a record on the stream and look again."));
        }
        if (stream.isEmpty()) {
            return List.of(withoutStream(rows));
        }
        Map<String, Map<String, String>> readers = asOwner ? positions : Map.of(ALL_VIEWS, numbers(rows));
        return lags(readers, stream.get());
    }

    private static Map<String, String> numbers(Map<String, ShardRows> rows) {
        Map<String, String> numbers = new TreeMap<>();
        rows.forEach((shard, newest) -> numbers.put(shard, newest.last()));
        return numbers;
    }

    private List<Finding> lags(Map<String, Map<String, String>> readers, DirectStream source) {
        List<String> shards = source.shards().stream().map(StreamShard::id).toList();
        Duration retention = source.description().retention();
        List<Finding> findings = new ArrayList<>();
        int fresh = 0;
        for (Map.Entry<String, Map<String, String>> reader : readers.entrySet()) {
            Optional<Lag> worst = shards.stream()
                    .flatMap(shard ->
                            lag(
                                    source,
                                    reader.getKey(),
                                    shard,
                                    Optional.ofNullable(reader.getValue().get(shard)))
                                    .stream())
                    .max(Comparator.comparing(Lag::age));
            if (worst.isEmpty() || worst.get().age().compareTo(FRESH) <= 0) {
                fresh++;
            } else {
                findings.add(finding(worst.get(), retention));
            }
        }
        if (fresh > 0) {
            findings.add(Finding.ok(
                    id(),
                    (readers.containsKey(ALL_VIEWS) ? ALL_VIEWS + " are" : fresh + " views are") + " less than "
                            + Spans.text(FRESH) + " behind in each of " + shards.size() + " shards"));
        }
        return findings;
    }

    private record Lag(String view, String shard, Instant oldestUnread, Duration age) {}

    /** Views at the same position share one look: each is a read, and a shard allows five a second. */
    private Optional<Lag> lag(DirectStream source, String view, String shard, Optional<String> position) {
        ShardBacklog backlog =
                backlogs.computeIfAbsent(shard + " " + position.orElse(""), key -> source.backlog(shard, position));
        return backlog.oldestUnread()
                .map(arrival -> new Lag(view, shard, arrival, Duration.between(arrival, clock.instant())));
    }

    private Finding finding(Lag lag, Duration retention) {
        String what = lag.view() + ": the oldest record of " + lag.shard() + " that is not read arrived at "
                + lag.oldestUnread() + ", " + Spans.text(lag.age()) + " ago";
        String left = Spans.text(retention.minus(lag.age()));
        if (lag.age().compareTo(retention.dividedBy(2)) > 0) {
            return Finding.error(
                    id(),
                    what,
                    "The stream keeps a record for " + Spans.text(retention) + ". In " + left
                            + " the first unread records expire, and the hot tier never gets them.",
                    "Raise the stream's retention now (`aws kinesis increase-stream-retention-period`), then find out why the"
                            + " view stands still: see hot.refresh and hot.auto-refresh.");
        }
        boolean slow = lag.age().compareTo(SLOW) > 0;
        return new Finding(
                id(),
                slow ? Severity.WARNING : Severity.NOTICE,
                what,
                lag.view().equals(ALL_VIEWS)
                        ? "Answers are that old, unless the records are such as no view shows."
                        : "Answers are that old.",
                "See hot.refresh, hot.auto-refresh and stream.consumers; a workgroup that is busy puts refreshes off.");
    }

    private Finding withoutStream(Map<String, ShardRows> rows) {
        String newest = rows.values().stream()
                .map(ShardRows::newest)
                .max(Instant::compareTo)
                .map(time -> "the newest row that can be seen arrived at " + time + ", "
                        + Spans.text(Duration.between(time, clock.instant())) + " ago")
                .orElse("lag cannot be told");
        return Finding.notice(
                id(),
                newest + "; the stream was not asked",
                "A quiet stream and a view that stands still look the same from here.",
                "Name the stream with --stream and let this user read it.");
    }

    /** The newest row of each shard in any view that this user may read. */
    private Map<String, ShardRows> newestRows() {
        boolean owned = !catalog.streamingViews().isEmpty();
        List<String> relations = owned
                ? catalog.streamingViews().stream().map(StreamingView::name).toList()
                : HotTierCatalog.flatViews();
        String arrival = owned ? "approximate_arrival_timestamp" : "arrival_time";
        Map<String, ShardRows> newest = new TreeMap<>();
        Optional<CallLakeException> refusal = Optional.empty();
        boolean read = false;
        for (String relation : relations) {
            try {
                catalog.shardRows(relation, arrival).forEach(rows -> newest.merge(rows.shard(), rows, LagCheck::later));
                read = true;
            } catch (StatementException e) {
                // A reader may have some of the views only.
                refusal = Optional.of(e);
            }
        }
        if (!read && refusal.isPresent()) {
            throw refusal.get();
        }
        return newest;
    }

    private static ShardRows later(ShardRows one, ShardRows other) {
        ShardRows further = SequenceNumbers.isAfter(one.last(), other.last()) ? one : other;
        Instant newest = one.newest().isAfter(other.newest()) ? one.newest() : other.newest();
        return new ShardRows(further.shard(), newest, further.last());
    }
}
