package io.github.calllake.operations;

import io.github.calllake.engine.RedshiftSession;
import io.github.calllake.lake.FailedEvent;
import io.github.calllake.operations.Discrepancy.Cause;
import io.github.calllake.operations.Reconciliation.Held;
import io.github.calllake.query.RecordCounts;
import io.github.calllake.query.RecordCounts.HourCount;
import io.github.calllake.query.RecordCounts.Reach;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.SequenceNumbers;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the places say of one day: counts of either tier, failed events, the stream, and how far each has come. For one thread. */
final class DayFacts {
    final LocalDate day;
    final RecordCounts hot;
    final RecordCounts cold;
    final ArchiveFacts archive;
    final HotFacts hotFacts;
    final Map<String, Long> failures = new TreeMap<>();
    final Optional<StreamCount> inStream;
    private final Map<HourKey, HourCount> inHot;
    private final Map<HourKey, HourCount> inLake;
    private final Map<HourKey, Set<String>> failed = new TreeMap<>();
    private final Map<HourKey, List<String>> failedTwice = new TreeMap<>();
    private final Consumer<String> progress;

    /**
     * Reads it all.
     *
     * @param stream empty to do without
     * @param progress told what has been done
     */
    DayFacts(
            LocalDate day,
            HotTier hotTier,
            RecordCounts hot,
            RecordCounts cold,
            Lake lake,
            Optional<DirectStream> stream,
            Consumer<String> progress) {
        this.day = day;
        this.hot = hot;
        this.cold = cold;
        this.progress = progress;
        // The lake first and its log last: what is archived meanwhile is then archived, and no missing row.
        inLake = hours(cold, "lake");
        inHot = hours(hot, "hot tier");
        hotFacts = hotFacts(hotTier);
        archive = new ArchiveFacts(lake, hotTier.stream());
        archive.failed(day).forEach(this::addFailed);
        progress.accept(
                "failed events: " + failed.values().stream().mapToInt(Set::size).sum());
        inStream = stream.map(there -> new StreamCount(there, day, this::isOfInterest, progress).read());
    }

    private Map<HourKey, HourCount> hours(RecordCounts tier, String name) {
        Map<HourKey, HourCount> hours = new TreeMap<>();
        for (HourCount count : tier.hours(day)) {
            hours.put(new HourKey(count.shard(), count.type(), count.hour()), count);
        }
        progress.accept(
                name + ": " + hours.values().stream().mapToLong(HourCount::rows).sum() + " rows");
        return hours;
    }

    private HotFacts hotFacts(HotTier hotTier) {
        List<Reach> reaches = hot.reach();
        try (RedshiftSession session = RedshiftSession.open(hotTier.redshift())) {
            return new HotFacts(reaches, new HotTierCatalog(session, hotTier).positions());
        }
    }

    private void addFailed(FailedEvent event) {
        HourKey key = new HourKey(event.shard(), HourKey.FAILED, event.arrival().truncatedTo(ChronoUnit.HOURS));
        boolean added = failed.computeIfAbsent(key, unused -> new TreeSet<>())
                .add(event.sequenceNumber() + "/" + event.subsequenceNumber());
        if (added) {
            failures.merge(event.errorCode(), 1L, Long::sum);
        } else {
            failedTwice.computeIfAbsent(key, unused -> new ArrayList<>()).add(event.sequenceNumber());
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

    /** Whatever any place has. */
    Set<HourKey> keys() {
        Set<HourKey> keys = new TreeSet<>(inHot.keySet());
        keys.addAll(inLake.keySet());
        keys.addAll(failed.keySet());
        inStream.ifPresent(read -> keys.addAll(read.counts().keySet()));
        return keys;
    }

    Held inHot(HourKey key) {
        return held(inHot.get(key));
    }

    /** Its tables; of what is no event its failed events. */
    Held inLake(HourKey key) {
        return key.type().equals(HourKey.FAILED)
                ? failed(key).stream()
                        .map(DayFacts::sequence)
                        .map(number -> new Held(1, number, number))
                        .reduce(Held.NOTHING, HourKey::plus)
                : held(inLake.get(key));
    }

    Optional<Held> inStream(HourKey key) {
        return inStream.map(read -> read.counts().getOrDefault(key, Held.NOTHING));
    }

    /** The names of failed events. */
    Set<String> failed(HourKey key) {
        return failed.getOrDefault(key, Set.of());
    }

    /** Rows that are there more than once, in one tier and in the other. */
    void doubled(HourKey key, Discrepancies into) {
        failedTwice.getOrDefault(key, List.of()).forEach(number -> into.add(key, Cause.TWICE_IN_LAKE, number));
        doubled(key, Cause.TWICE_IN_LAKE, inLake.get(key), into);
        doubled(key, Cause.TWICE_IN_HOT_TIER, inHot.get(key), into);
    }

    private static void doubled(HourKey key, Cause cause, @Nullable HourCount count, Discrepancies into) {
        if (count != null && count.rows() > count.distinct()) {
            into.add(key, cause, count.rows() - count.distinct(), count.first(), count.last());
        }
    }

    /** The sequence number of a record's name. */
    static String sequence(String name) {
        return name.substring(0, name.indexOf('/'));
    }
}
