package io.github.calllake.operations;

import io.github.calllake.archive.ArchivedRecords;
import io.github.calllake.engine.RedshiftSession;
import io.github.calllake.operations.TrimSettings.Way;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes old rows from the streaming views, which otherwise grow for ever. A row goes only if it is older than asked, older than the
 * lake's completion watermark by a margin, and its record is in the lake by the lake's own log: of the same shard, at or before the last
 * archived record, at or after the first, and in no gap. Rows of shards that the lake does not know stay, and so do views that read another
 * stream, or of which that cannot be seen.
 *
 * <p>Each view is trimmed by one statement, and counted before and after. It may be stopped at any moment and run again. Immutable.
 */
public final class HotTrim {

    private static final Logger LOG = LoggerFactory.getLogger(HotTrim.class);

    private final HotTier hotTier;
    private final Lake lake;
    private final TrimSettings settings;
    private final Clock clock;
    private final Set<String> vouchedFor;

    /** Trims the views of which Redshift says that they read the stream. */
    public HotTrim(HotTier hotTier, Lake lake, TrimSettings settings, Clock clock) {
        this(hotTier, lake, settings, clock, Set.of());
    }

    private HotTrim(HotTier hotTier, Lake lake, TrimSettings settings, Clock clock, Set<String> vouchedFor) {
        this.hotTier = hotTier;
        this.lake = lake;
        this.settings = settings;
        this.clock = clock;
        this.vouchedFor = Set.copyOf(vouchedFor);
    }

    /** Trims these views, too, if Redshift says nothing of what they read: the caller knows that it is the stream. */
    public HotTrim vouchingFor(Set<String> views) {
        return new HotTrim(hotTier, lake, settings, clock, views);
    }

    /**
     * What would be removed. Changes nothing.
     *
     * @throws OperationException if the lake does not say up to where it is complete, or there is no streaming view
     * @throws io.github.calllake.engine.QueryException if the hot tier refuses
     * @throws io.github.calllake.lake.LakeException if the lake cannot be read
     */
    public List<Trimmed> plan() {
        try (RedshiftSession session = RedshiftSession.open(hotTier.redshift())) {
            return plan(new HotTierCatalog(session, hotTier));
        }
    }

    List<Trimmed> plan(HotTierCatalog catalog) {
        return each(catalog, (view, cutoff, archived) -> {
            Counts counts = count(catalog.session(), view, cutoff, archived);
            return new Trimmed(view.name(), counts.due(), counts.staying(), 0, "");
        });
    }

    /**
     * Removes them.
     *
     * @throws OperationException as {@link #plan}, and if the count afterwards is not what it must be
     * @throws io.github.calllake.engine.QueryException if the hot tier refuses; views before it are trimmed by then
     * @throws io.github.calllake.lake.LakeException if the lake cannot be read
     */
    public List<Trimmed> run() {
        try (RedshiftSession session = RedshiftSession.open(hotTier.redshift())) {
            return each(
                    new HotTierCatalog(session, hotTier),
                    (view, cutoff, archived) -> trim(session, view, cutoff, archived));
        }
    }

    private interface Step {
        Trimmed take(StreamingView view, Instant cutoff, ArchivedRecords archived);
    }

    private List<Trimmed> each(HotTierCatalog catalog, Step step) {
        ArchivedRecords archived = lake.archived(hotTier.stream());
        Instant cutoff = cutoff(archived);
        List<StreamingView> views = catalog.streamingViews();
        if (views.isEmpty()) {
            throw new OperationException("Schema " + hotTier.schema()
                    + " has no streaming view of this user's. Migrate first, and trim as the views' owner");
        }
        Map<String, Set<String>> streams = catalog.streamsOfViews();
        List<Trimmed> all = new ArrayList<>();
        for (StreamingView view : views) {
            Optional<String> objection = objection(view, streams.getOrDefault(view.name(), Set.of()));
            all.add(objection
                    .map(why -> Trimmed.leftAlone(view.name(), why))
                    .orElseGet(() -> step.take(view, cutoff, archived)));
        }
        return all;
    }

    /** Rows that arrived before this may go. */
    private Instant cutoff(ArchivedRecords archived) {
        if (archived.shards().isEmpty()) {
            throw new OperationException("The lake at " + lake.layout().address() + " has no record of stream "
                    + hotTier.stream() + ". Archive first: nothing is removed that is not there");
        }
        Instant watermark = archived.watermark()
                .orElseThrow(() -> new OperationException("The lake at "
                        + lake.layout().address() + " does not say up to where it is complete: a shard of stream "
                        + hotTier.stream() + " has no watermark yet. Is the archiver running?"));
        Instant complete = watermark.minus(settings.margin());
        Instant old = clock.instant().minus(settings.keep());
        return old.isBefore(complete) ? old : complete;
    }

    /** Sequence numbers of another stream look the same, so a row's own columns do not tell. */
    private Optional<String> objection(StreamingView view, Set<String> streams) {
        if (streams.equals(Set.of(hotTier.stream()))) {
            return Optional.empty();
        }
        if (!streams.isEmpty()) {
            return Optional.of("it reads " + streams + ", not " + hotTier.stream());
        }
        return vouchedFor.contains(view.name())
                ? Optional.empty()
                : Optional.of("Redshift does not say which stream it reads through " + hotTier.kinesisSchema()
                        + "; if it is " + hotTier.stream() + ", name it with --view");
    }

    private Trimmed trim(RedshiftSession session, StreamingView view, Instant cutoff, ArchivedRecords archived) {
        Counts before = count(session, view, cutoff, archived);
        if (before.due() == 0) {
            return new Trimmed(view.name(), 0, before.staying(), 0, "");
        }
        String target = settings.way() == Way.DELETE ? view.sql() : view.backingTable();
        session.execute("DELETE FROM " + target + " WHERE " + olderThan(cutoff) + " AND "
                + ArchivedRows.of(archived, before.byShard().keySet()));
        Counts after = count(session, view, cutoff, archived);
        LOG.info(
                "view={}: rows before {} due={} staying={}, now due={} staying={}",
                view.name(),
                cutoff,
                before.due(),
                before.staying(),
                after.due(),
                after.staying());
        check(view, before, after);
        return new Trimmed(view.name(), before.due(), after.staying(), before.due() - after.due(), "");
    }

    private void check(StreamingView view, Counts before, Counts after) {
        if (after.staying() < before.staying()) {
            throw new OperationException(view.name() + ": " + (before.staying() - after.staying())
                    + " rows are gone that had to stay. Does another job delete from it?");
        }
        if (after.due() >= before.due()) {
            throw new OperationException(view.name() + ": DELETE was accepted, but " + after.due() + " of "
                    + before.due() + " rows are still there. Try the other --way, and run VACUUM DELETE ONLY");
        }
    }

    /** How many rows are old: those to be removed, by shard, and those that stay. */
    private record Counts(Map<String, Long> byShard, long staying) {
        long due() {
            return byShard.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private static Counts count(RedshiftSession session, StreamingView view, Instant cutoff, ArchivedRecords archived) {
        Map<String, Long> old = byShard(session, view, olderThan(cutoff));
        Map<String, Long> due =
                byShard(session, view, olderThan(cutoff) + " AND " + ArchivedRows.of(archived, old.keySet()));
        long all = old.values().stream().mapToLong(Long::longValue).sum();
        long removable = due.values().stream().mapToLong(Long::longValue).sum();
        return new Counts(due, Math.max(0, all - removable));
    }

    private static Map<String, Long> byShard(RedshiftSession session, StreamingView view, String condition) {
        Map<String, Long> counts = new TreeMap<>();
        session.rows("SELECT shard_id, COUNT(*) AS row_count FROM " + view.sql() + " WHERE " + condition
                        + " GROUP BY shard_id")
                .forEach(row -> counts.put(row.text("shard_id").orElse(""), row.number("row_count")));
        return counts;
    }

    private static String olderThan(Instant cutoff) {
        return "approximate_arrival_timestamp < " + Spans.sql(cutoff);
    }
}
