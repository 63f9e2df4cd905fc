package io.github.calllake.operations;

import io.github.calllake.operations.Discrepancy.Cause;
import io.github.calllake.operations.Reconciliation.Counts;
import io.github.calllake.operations.Reconciliation.Held;
import io.github.calllake.query.RecordCounts.Misplaced;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Explains a day hour by hour, and record by record where counts differ. For one thread. */
final class DayExplanation {
    /** In an hour of a shard and a type. */
    static final int MOST_NAMES = 200_000;

    private final DayFacts facts;
    private final int mostNames;
    private final Discrepancies found = new Discrepancies();

    /** @param mostNames an hour that has more is counted only */
    DayExplanation(DayFacts facts, int mostNames) {
        this.facts = facts;
        this.mostNames = mostNames;
    }

    Reconciliation reconcile() {
        List<Counts> counts = new ArrayList<>();
        for (HourKey key : facts.keys()) {
            counts.add(new Counts(
                    key.shard(), key.type(), key.hour(), facts.inStream(key), facts.inHot(key), facts.inLake(key)));
            facts.doubled(key, found);
            if (key.type().equals(HourKey.FAILED)) {
                explainFailed(key);
            } else {
                explain(key);
            }
        }
        misplaced();
        return new Reconciliation(
                facts.day, counts, found.merged().stream().map(this::withDetail).toList(), unread());
    }

    private List<String> unread() {
        List<String> unread = new ArrayList<>();
        if (facts.inStream.isEmpty()) {
            unread.add("The stream was not read: what neither tier has does not show");
        }
        if (facts.inStream.filter(StreamCount::isFull).isPresent()) {
            unread.add("More records of the stream differ than can be remembered: some hours are counted only");
        }
        return unread;
    }

    /** What is no event is in the stream and among the failed events, and in no view. */
    private void explainFailed(HourKey key) {
        Set<String> kept = facts.failed(key);
        kept.forEach(name -> found.add(key, Cause.FAILED, DayFacts.sequence(name)));
        if (facts.inStream.isEmpty()) {
            return;
        }
        for (String name : facts.inStream.get().names(key)) {
            if (!kept.contains(name)) {
                found.add(key, facts.archive.absence(key.shard(), DayFacts.sequence(name)), DayFacts.sequence(name));
            }
        }
        kept.stream()
                .filter(name -> !facts.inStream.get().names(key).contains(name))
                .forEach(name -> notInStream(key, DayFacts.sequence(name)));
    }

    private void explain(HourKey key) {
        Held hots = facts.inHot(key);
        Held lakes = facts.inLake(key);
        Optional<Held> streams = facts.inStream(key);
        if (hots.equals(lakes)) {
            streams.ifPresent(there -> beside(key, lakes, there));
            return;
        }
        if (wholeHour(key, hots, lakes)) {
            streams.ifPresent(there -> beside(key, HourKey.plus(hots, lakes), there));
            return;
        }
        if (Math.max(hots.records(), lakes.records()) > mostNames) {
            found.add(key, Cause.TOO_MANY, Math.abs(hots.records() - lakes.records()), lakes.first(), lakes.last());
            return;
        }
        recordByRecord(key);
    }

    /** An hour that one tier lacks as a whole for one reason needs no names. */
    private boolean wholeHour(HourKey key, Held hots, Held lakes) {
        if (hots.records() == 0) {
            Cause first = facts.hotFacts.absence(key.shard(), key.type(), lakes.first(), true);
            Cause last = facts.hotFacts.absence(key.shard(), key.type(), lakes.last(), true);
            if (first == last && first != Cause.MISSING_IN_HOT_TIER) {
                found.add(key, first, lakes.records(), lakes.first(), lakes.last());
                return true;
            }
        } else if (lakes.records() == 0 && facts.archive.absence(key.shard(), hots.first()) == Cause.NOT_YET_ARCHIVED) {
            found.add(key, Cause.NOT_YET_ARCHIVED, hots.records(), hots.first(), hots.last());
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
            boolean agedOut = facts.inStream.orElseThrow().hasAgedOut(key.shard(), tiers.first());
            found.add(
                    key,
                    agedOut ? Cause.AGED_OUT : Cause.NOT_IN_STREAM,
                    tiers.records() - there.records(),
                    tiers.first(),
                    tiers.last());
            return;
        }
        Set<String> names = facts.inStream.orElseThrow().names(key);
        long unnamed = there.records() - tiers.records();
        for (String name : names) {
            neither(key, DayFacts.sequence(name));
            unnamed--;
        }
        if (unnamed > 0) {
            found.add(key, Cause.MISSING_EVERYWHERE, unnamed, there.first(), there.last());
        }
    }

    private void neither(HourKey key, String sequence) {
        Cause inLakeNot = facts.archive.absence(key.shard(), sequence);
        Cause inHotNot = facts.hotFacts.absence(key.shard(), key.type(), sequence, false);
        if (inLakeNot == Cause.MISSING_IN_LAKE && inHotNot == Cause.MISSING_IN_HOT_TIER) {
            found.add(key, Cause.MISSING_EVERYWHERE, sequence);
        } else {
            found.add(key, inLakeNot, sequence);
            found.add(key, inHotNot, sequence);
        }
    }

    private void recordByRecord(HourKey key) {
        EventTable table = table(key.type());
        Set<String> hots = new TreeSet<>();
        facts.hot.names(table, key.shard(), key.hour(), mostNames + 1).forEach(name -> hots.add(name.sequenceNumber()));
        Map<String, Integer> parts = new HashMap<>();
        Set<String> lakes = new TreeSet<>();
        facts.cold.names(table, key.shard(), key.hour(), 2 * mostNames).forEach(name -> {
            if (lakes.add(name.sequenceNumber() + "/" + name.subsequenceNumber())) {
                parts.merge(name.sequenceNumber(), name.subsequenceNumber() > 0 ? 2 : 1, Integer::sum);
            }
        });
        Set<String> streams = facts.inStream.map(read -> read.names(key)).orElse(Set.of());
        Set<String> all = new TreeSet<>(lakes);
        all.addAll(streams);
        hots.stream().filter(number -> !parts.containsKey(number)).forEach(number -> all.add(number + "/0"));
        for (String name : all) {
            String number = DayFacts.sequence(name);
            boolean aggregated = parts.getOrDefault(number, 0) > 1 || !name.endsWith("/0");
            tell(key, number, hots.contains(number), lakes.contains(name), aggregated);
            if (facts.inStream.isPresent() && !streams.contains(name)) {
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
            found.add(key, facts.archive.absence(key.shard(), number), number);
        }
        if (!isHot) {
            found.add(
                    key,
                    aggregated ? Cause.KPL_RECORD : facts.hotFacts.absence(key.shard(), key.type(), number, isLake),
                    number);
        }
    }

    private void notInStream(HourKey key, String sequence) {
        boolean agedOut = facts.inStream.orElseThrow().hasAgedOut(key.shard(), sequence);
        found.add(key, agedOut ? Cause.AGED_OUT : Cause.NOT_IN_STREAM, sequence);
    }

    private void misplaced() {
        for (Misplaced rows : facts.cold.misplaced(facts.day)) {
            found.whole(rows.view(), Cause.WRONG_FOLDER, rows.rows());
            found.whole(rows.view(), Cause.LATE, rows.late());
        }
    }

    private Discrepancy withDetail(Discrepancy each) {
        String detail =
                switch (each.cause()) {
                    case FAILED -> "of the day: " + facts.failures;
                    case MISSING_IN_LAKE -> {
                        List<String> lost = facts.archive.lostObjects(each.shard(), each.first());
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

    private static EventTable table(String name) {
        return EventTables.all().stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
