package io.github.calllake.operations;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftSession;
import io.github.calllake.lake.FailedEvent;
import io.github.calllake.operations.Discrepancy.Cause;
import io.github.calllake.operations.Reconciliation.Counts;
import io.github.calllake.operations.Reconciliation.Held;
import io.github.calllake.query.RecordCounts;
import io.github.calllake.query.RecordCounts.HourCount;
import io.github.calllake.query.RecordCounts.Misplaced;
import io.github.calllake.query.RecordCounts.Reach;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.SequenceNumbers;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds one day of stream, hot tier, lake and failed events against each other: by shard, detail type and hour of arrival, and where the counts
 * differ record by record. Each difference has a cause. It changes nothing.
 *
 * <p>A day may hold a hundred million records: the tiers count by themselves, the stream is read once, and only hours that differ are named record by
 * record. While records still arrive, what arrives between two of the questions is a difference too, and explained as one. For one thread.
 */
public final class Reconcile {
    /** In an hour of a shard and a type. */
    private static final int MOST_NAMES = 200_000;

    private final HotTier hotTier;
    private final RecordCounts hot;
    private final RecordCounts cold;
    private final Lake lake;
    private final Optional<DirectStream> stream;
    private final Consumer<String> progress;

    /**
     * Of a hot tier and a lake that are filled by the same stream.
     *
     * @param stream the stream, as far as it still holds the day; empty to do without. Stays open
     * @param progress told what has been done
     */
    public Reconcile(
            HotTier hotTier,
            QueryEngine hot,
            QueryEngine cold,
            Lake lake,
            Optional<DirectStream> stream,
            Consumer<String> progress) {
        this.hotTier = hotTier;
        this.hot = new RecordCounts(hot);
        this.cold = new RecordCounts(cold);
        this.lake = lake;
        this.stream = stream;
        this.progress = progress;
    }

    /**
     * Looks.
     *
     * @param day by arrival, in UTC
     * @throws io.github.calllake.engine.QueryException if a tier does not answer
     * @throws io.github.calllake.lake.LakeException if the lake cannot be read
     * @throws io.github.calllake.stream.StreamException if the stream cannot be read
     */
    public Reconciliation of(LocalDate day) {
        return new Day(day).reconcile();
    }

    /** One run. */
    private final class Day {
        private final LocalDate day;
        private final ArchiveFacts archive;
        private final HotFacts hotFacts;
        private final Map<HourKey, HourCount> inHot;
        private final Map<HourKey, HourCount> inLake;
        private final Map<HourKey, Set<String>> failed = new TreeMap<>();
        private final Map<String, Long> failures = new TreeMap<>();
        private final Optional<StreamCount> inStream;
        private final List<Discrepancy> found = new ArrayList<>();

        Day(LocalDate day) {
            this.day = day;
            // The lake first and its log last: what is archived meanwhile is then archived, and no missing row.
            inLake = hours(cold, "lake");
            inHot = hours(hot, "hot tier");
            hotFacts = hotFacts();
            archive = new ArchiveFacts(lake, hotTier.stream());
            archive.failed(day).forEach(this::addFailed);
            progress.accept("failed events: "
                    + failed.values().stream().mapToInt(Set::size).sum());
            inStream = stream.map(there -> new StreamCount(there, day, this::isOfInterest, progress).read());
        }

        private Map<HourKey, HourCount> hours(RecordCounts tier, String name) {
            Map<HourKey, HourCount> hours = new TreeMap<>();
            for (HourCount count : tier.hours(day)) {
                hours.put(new HourKey(count.shard(), count.type(), count.hour()), count);
            }
            progress.accept(name + ": "
                    + hours.values().stream().mapToLong(HourCount::rows).sum() + " rows");
            return hours;
        }

        private HotFacts hotFacts() {
            List<Reach> reaches = hot.reach();
            try (RedshiftSession session = RedshiftSession.open(hotTier.redshift())) {
                return new HotFacts(reaches, new HotTierCatalog(session, hotTier).positions());
            }
        }

        private void addFailed(FailedEvent event) {
            HourKey key =
                    new HourKey(event.shard(), HourKey.FAILED, event.arrival().truncatedTo(ChronoUnit.HOURS));
            boolean added = failed.computeIfAbsent(key, unused -> new TreeSet<>())
                    .add(event.sequenceNumber() + "/" + event.subsequenceNumber());
            if (added) {
                failures.merge(event.errorCode(), 1L, Long::sum);
            } else {
                add(key, Cause.TWICE_IN_LAKE, event.sequenceNumber());
            }
        }

        /** Records of hours that differ, and those that neither tier can have in an hour in which they agree. */
        private boolean isOfInterest(HourKey key, String sequenceNumber) {
            if (key.type().equals(HourKey.FAILED) || !tiersAgree(key)) {
                return true;
            }
            Held lakes = held(inLake.get(key));
            return lakes.records() == 0
                    || SequenceNumbers.isAfter(lakes.first(), sequenceNumber)
                    || SequenceNumbers.isAfter(sequenceNumber, lakes.last());
        }

        private boolean tiersAgree(HourKey key) {
            return held(inHot.get(key)).equals(held(inLake.get(key)));
        }

        private static Held held(@Nullable HourCount count) {
            return count == null ? Held.NOTHING : new Held(count.distinct(), count.first(), count.last());
        }

        Reconciliation reconcile() {
            Set<HourKey> keys = new TreeSet<>(inHot.keySet());
            keys.addAll(inLake.keySet());
            keys.addAll(failed.keySet());
            inStream.ifPresent(read -> keys.addAll(read.counts().keySet()));
            List<Counts> counts = new ArrayList<>();
            for (HourKey key : keys) {
                counts.add(counts(key));
                if (key.type().equals(HourKey.FAILED)) {
                    explainFailed(key);
                } else {
                    doubled(key);
                    explain(key);
                }
            }
            misplaced();
            return new Reconciliation(day, counts, merged(), unread());
        }

        private List<String> unread() {
            List<String> unread = new ArrayList<>();
            if (stream.isEmpty()) {
                unread.add("The stream was not read: what neither tier has does not show");
            }
            if (inStream.filter(StreamCount::isFull).isPresent()) {
                unread.add("More records of the stream differ than can be remembered: some hours are counted only");
            }
            return unread;
        }

        private Counts counts(HourKey key) {
            Set<String> names = failed.getOrDefault(key, Set.of());
            Held inLakeNow = key.type().equals(HourKey.FAILED)
                    ? names.stream()
                            .map(Reconcile::sequence)
                            .map(number -> new Held(1, number, number))
                            .reduce(Held.NOTHING, HourKey::plus)
                    : held(inLake.get(key));
            return new Counts(
                    key.shard(),
                    key.type(),
                    key.hour(),
                    inStream.map(read -> read.counts().getOrDefault(key, Held.NOTHING)),
                    held(inHot.get(key)),
                    inLakeNow);
        }

        private void doubled(HourKey key) {
            HourCount lakes = inLake.get(key);
            if (lakes != null && lakes.rows() > lakes.distinct()) {
                add(key, Cause.TWICE_IN_LAKE, lakes.rows() - lakes.distinct(), lakes.first(), lakes.last());
            }
            HourCount hots = inHot.get(key);
            if (hots != null && hots.rows() > hots.distinct()) {
                add(key, Cause.TWICE_IN_HOT_TIER, hots.rows() - hots.distinct(), hots.first(), hots.last());
            }
        }

        /** What is no event is in the stream and among the failed events, and in no view. */
        private void explainFailed(HourKey key) {
            Set<String> kept = failed.getOrDefault(key, Set.of());
            kept.forEach(name -> add(key, Cause.FAILED, sequence(name)));
            if (inStream.isEmpty()) {
                return;
            }
            for (String name : inStream.get().names(key)) {
                if (!kept.contains(name)) {
                    add(key, archive.absence(key.shard(), sequence(name)), sequence(name));
                }
            }
            kept.stream()
                    .filter(name -> !inStream.get().names(key).contains(name))
                    .forEach(name -> notInStream(key, sequence(name)));
        }

        private void explain(HourKey key) {
            Held hots = held(inHot.get(key));
            Held lakes = held(inLake.get(key));
            Optional<Held> streams = inStream.map(read -> read.counts().getOrDefault(key, Held.NOTHING));
            if (hots.equals(lakes)) {
                streams.ifPresent(there -> beside(key, lakes, there));
                return;
            }
            if (wholeHour(key, hots, lakes)) {
                streams.ifPresent(there -> beside(key, HourKey.plus(hots, lakes), there));
                return;
            }
            if (Math.max(hots.records(), lakes.records()) > MOST_NAMES) {
                add(key, Cause.TOO_MANY, Math.abs(hots.records() - lakes.records()), lakes.first(), lakes.last());
                return;
            }
            recordByRecord(key);
        }

        /** An hour that one tier lacks as a whole for one reason needs no names. */
        private boolean wholeHour(HourKey key, Held hots, Held lakes) {
            if (hots.records() == 0) {
                Cause first = hotFacts.absence(key.shard(), key.type(), lakes.first(), true);
                Cause last = hotFacts.absence(key.shard(), key.type(), lakes.last(), true);
                if (first == last && first != Cause.MISSING_IN_HOT_TIER) {
                    add(key, first, lakes.records(), lakes.first(), lakes.last());
                    return true;
                }
            } else if (lakes.records() == 0 && archive.absence(key.shard(), hots.first()) == Cause.NOT_YET_ARCHIVED) {
                add(key, Cause.NOT_YET_ARCHIVED, hots.records(), hots.first(), hots.last());
                return true;
            }
            return false;
        }

        /** The tiers are explained; what of the stream? */
        private void beside(HourKey key, Held tiers, Held there) {
            if (there.equals(tiers)) {
                return;
            }
            if (there.records() < tiers.records()) {
                boolean agedOut = inStream.orElseThrow().hasAgedOut(key.shard(), tiers.first());
                add(
                        key,
                        agedOut ? Cause.AGED_OUT : Cause.NOT_IN_STREAM,
                        tiers.records() - there.records(),
                        tiers.first(),
                        tiers.last());
                return;
            }
            Set<String> names = inStream.orElseThrow().names(key);
            long unnamed = there.records() - tiers.records();
            for (String name : names) {
                neither(key, sequence(name));
                unnamed--;
            }
            if (unnamed > 0) {
                add(key, Cause.MISSING_EVERYWHERE, unnamed, there.first(), there.last());
            }
        }

        private void neither(HourKey key, String sequence) {
            Cause inLakeNot = archive.absence(key.shard(), sequence);
            Cause inHotNot = hotFacts.absence(key.shard(), key.type(), sequence, false);
            if (inLakeNot == Cause.MISSING_IN_LAKE && inHotNot == Cause.MISSING_IN_HOT_TIER) {
                add(key, Cause.MISSING_EVERYWHERE, sequence);
            } else {
                add(key, inLakeNot, sequence);
                add(key, inHotNot, sequence);
            }
        }

        private void recordByRecord(HourKey key) {
            EventTable table = table(key.type());
            Set<String> hots = new TreeSet<>();
            hot.names(table, key.shard(), key.hour(), MOST_NAMES + 1).forEach(name -> hots.add(name.sequenceNumber()));
            Map<String, Integer> parts = new HashMap<>();
            Set<String> lakes = new TreeSet<>();
            cold.names(table, key.shard(), key.hour(), 2 * MOST_NAMES).forEach(name -> {
                if (lakes.add(name.sequenceNumber() + "/" + name.subsequenceNumber())) {
                    parts.merge(name.sequenceNumber(), name.subsequenceNumber() > 0 ? 2 : 1, Integer::sum);
                }
            });
            Set<String> streams = inStream.map(read -> read.names(key)).orElse(Set.of());
            Set<String> all = new TreeSet<>(lakes);
            all.addAll(streams);
            hots.stream().filter(number -> !parts.containsKey(number)).forEach(number -> all.add(number + "/0"));
            for (String name : all) {
                String number = sequence(name);
                boolean aggregated = parts.getOrDefault(number, 0) > 1 || !name.endsWith("/0");
                tell(key, number, hots.contains(number), lakes.contains(name), aggregated);
                if (inStream.isPresent() && !streams.contains(name)) {
                    notInStream(key, number);
                }
            }
        }

        private void tell(HourKey key, String number, boolean isHot, boolean isLake, boolean aggregated) {
            if (!isHot && !isLake && !aggregated) {
                neither(key, number);
                return;
            }
            if (!isLake) {
                add(key, archive.absence(key.shard(), number), number);
            }
            if (!isHot) {
                add(
                        key,
                        aggregated ? Cause.KPL_RECORD : hotFacts.absence(key.shard(), key.type(), number, isLake),
                        number);
            }
        }

        private void notInStream(HourKey key, String sequence) {
            boolean agedOut = inStream.orElseThrow().hasAgedOut(key.shard(), sequence);
            add(key, agedOut ? Cause.AGED_OUT : Cause.NOT_IN_STREAM, sequence);
        }

        private void misplaced() {
            for (Misplaced rows : cold.misplaced(day)) {
                whole(rows.view(), Cause.WRONG_FOLDER, rows.rows());
                whole(rows.view(), Cause.LATE, rows.late());
            }
        }

        private void whole(String view, Cause cause, long rows) {
            if (rows > 0) {
                found.add(new Discrepancy("", view, Optional.empty(), cause, rows, "", "", "rows of the flat view"));
            }
        }

        private void add(HourKey key, Cause cause, String sequence) {
            add(key, cause, 1, sequence, sequence);
        }

        private void add(HourKey key, Cause cause, long records, String first, String last) {
            found.add(
                    new Discrepancy(key.shard(), key.type(), Optional.of(key.hour()), cause, records, first, last, ""));
        }

        /** One for each hour and cause. */
        private List<Discrepancy> merged() {
            Map<String, Discrepancy> byCause = new TreeMap<>();
            for (Discrepancy each : found) {
                String place = each.hour() + " " + each.shard() + " " + each.type() + " " + each.cause();
                byCause.merge(place, each, Day::plus);
            }
            return byCause.values().stream().map(this::withDetail).toList();
        }

        private static Discrepancy plus(Discrepancy one, Discrepancy other) {
            Held both = HourKey.plus(
                    new Held(one.records(), one.first(), one.last()),
                    new Held(other.records(), other.first(), other.last()));
            return new Discrepancy(
                    one.shard(),
                    one.type(),
                    one.hour(),
                    one.cause(),
                    both.records(),
                    both.first(),
                    both.last(),
                    one.detail());
        }

        private Discrepancy withDetail(Discrepancy each) {
            String detail =
                    switch (each.cause()) {
                        case FAILED -> "of the day: " + failures;
                        case MISSING_IN_LAKE -> {
                            List<String> lost = archive.lostObjects(each.shard(), each.first());
                            yield lost.isEmpty() ? "" : "its cut names objects that are not there: " + lost;
                        }
                        default -> each.detail();
                    };
            return new Discrepancy(
                    each.shard(),
                    each.type(),
                    each.hour(),
                    each.cause(),
                    each.records(),
                    each.first(),
                    each.last(),
                    detail);
        }
    }

    private static String sequence(String name) {
        return name.substring(0, name.indexOf('/'));
    }

    private static EventTable table(String name) {
        return EventTables.all().stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
