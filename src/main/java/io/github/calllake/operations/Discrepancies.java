package io.github.calllake.operations;

import io.github.calllake.operations.Discrepancy.Cause;
import io.github.calllake.operations.Reconciliation.Held;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Differences as they are found, put together by hour and cause. For one thread. */
final class Discrepancies {
    private final List<Discrepancy> found = new ArrayList<>();

    /** Of a whole day and of all shards, if there are any. */
    void whole(String view, Cause cause, long rows) {
        if (rows > 0) {
            found.add(new Discrepancy("", view, Optional.empty(), cause, rows, "", "", "rows of the flat view"));
        }
    }

    void add(HourKey key, Cause cause, String sequence) {
        add(key, cause, 1, sequence, sequence);
    }

    void add(HourKey key, Cause cause, long records, String first, String last) {
        found.add(new Discrepancy(key.shard(), key.type(), Optional.of(key.hour()), cause, records, first, last, ""));
    }

    /** One for each hour and cause. */
    List<Discrepancy> merged() {
        Map<String, Discrepancy> byCause = new TreeMap<>();
        for (Discrepancy each : found) {
            String place = each.hour() + " " + each.shard() + " " + each.type() + " " + each.cause();
            byCause.merge(place, each, Discrepancies::plus);
        }
        return List.copyOf(byCause.values());
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
}
