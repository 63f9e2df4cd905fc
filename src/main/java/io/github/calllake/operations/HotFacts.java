package io.github.calllake.operations;

import io.github.calllake.operations.Discrepancy.Cause;
import io.github.calllake.query.RecordCounts.Reach;
import io.github.calllake.stream.SequenceNumbers;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How far the hot tier's rows reach, and how far its views have read. Immutable. */
final class HotFacts {
    private final Map<String, Reach> reach = new TreeMap<>();
    private final Map<String, Map<String, String>> positions;

    /**
     * @param reaches of every table
     * @param positions of each view in each shard, as far as Redshift tells
     */
    HotFacts(Collection<Reach> reaches, Map<String, Map<String, String>> positions) {
        this.positions = positions;
        reaches.forEach(each -> reach.merge(each.shard(), each, HotFacts::wider));
    }

    private static Reach wider(Reach one, Reach other) {
        return new Reach(
                one.shard(),
                SequenceNumbers.isAfter(one.first(), other.first()) ? other.first() : one.first(),
                SequenceNumbers.isAfter(one.last(), other.last()) ? one.last() : other.last());
    }

    /** Why the hot tier has no row of a record. */
    Cause absence(String shard, String table, String sequenceNumber, boolean inLake) {
        Reach rows = reach.get(shard);
        if (rows == null) {
            return inLake ? Cause.TRIMMED : Cause.NOT_YET_IN_HOT_TIER;
        }
        if (SequenceNumbers.isAfter(sequenceNumber, position(shard, table).orElse(rows.last()))) {
            return Cause.NOT_YET_IN_HOT_TIER;
        }
        if (SequenceNumbers.isAfter(rows.first(), sequenceNumber) && inLake) {
            return Cause.TRIMMED;
        }
        return Cause.MISSING_IN_HOT_TIER;
    }

    /** Of the view that the rows come from: its own, or the only one. */
    private Optional<String> position(String shard, String table) {
        Map<String, String> ofView = positions.get(table);
        if (ofView == null && positions.size() == 1) {
            ofView = positions.values().iterator().next();
        }
        return Optional.ofNullable(ofView).map(shards -> shards.get(shard));
    }
}
