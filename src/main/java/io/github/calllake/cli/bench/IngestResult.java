package io.github.calllake.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.cli.bench.Visibility.Percentiles;
import java.util.Locale;

/**
 * What a run found.
 *
 * @param records put and answered while it was measured, a second
 * @param lag from a put's answer to the row being visible
 * @param writesThrottled attempts to put a record that Kinesis refused for want of throughput
 * @param readsThrottled GetRecords calls so
 * @param iteratorsThrottled GetShardIterator calls so
 * @param archived records that the archiver brought into the lake
 * @param queries how long looking took, which is part of the lag
 * @param meanBytes of a record
 */
record IngestResult(
        IngestSettings settings,
        double records,
        Percentiles lag,
        long writesThrottled,
        long readsThrottled,
        long iteratorsThrottled,
        long archived,
        Percentiles queries,
        double meanBytes) {

    private static final String FORMAT = "%-16s %6s %6s %9s %9s %8s %8s %8s %8s %8s %9s %6s";

    private static final double HELD = 0.98;

    static String head() {
        return String.format(
                Locale.ROOT,
                FORMAT,
                "topology",
                "shards",
                "limits",
                "asked/s",
                "put/s",
                "p50 ms",
                "p99 ms",
                "max ms",
                "writes",
                "reads",
                "archived",
                "holds");
    }

    String line() {
        return String.format(
                Locale.ROOT,
                FORMAT,
                settings.topology(),
                settings.shards(),
                settings.limits() ? "on" : "off",
                settings.rate(),
                Math.round(records),
                millis(lag.p50()),
                millis(lag.p99()),
                millis(lag.most()),
                writesThrottled,
                readsThrottled + iteratorsThrottled,
                archived,
                holds() ? "yes" : "no");
    }

    /** Nothing was measured where the views fell too far behind before. */
    private static String millis(double span) {
        return Double.isNaN(span) ? "-" : String.valueOf(Math.round(span));
    }

    /** Whether so many were put as were asked for, all but a fiftieth. */
    boolean wasPut() {
        return records >= settings.rate() * HELD;
    }

    /** Whether, beside that, they were visible in time. */
    boolean holds() {
        return wasPut() && lag.p99() <= settings.bound().toMillis();
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("topology", settings.topology().toString());
        json.put("shards", settings.shards());
        json.put("kinesis_limits", settings.limits());
        json.put("rate_asked", settings.rate());
        json.put("rate_put", records);
        json.put("rate_was_put", wasPut());
        json.put("p99_bound_ms", settings.bound().toMillis());
        json.put("holds", holds());
        json.put("seconds", settings.seconds());
        json.put("record_bytes_mean", meanBytes);
        json.put("records_measured", lag.count());
        json.put("visible_p50_ms", lag.p50());
        json.put("visible_p99_ms", lag.p99());
        json.put("visible_max_ms", lag.most());
        json.put("writes_throttled", writesThrottled);
        json.put("reads_throttled", readsThrottled);
        json.put("iterators_throttled", iteratorsThrottled);
        json.put("archived", archived);
        json.put("query_p50_ms", queries.p50());
        json.put("query_p99_ms", queries.p99());
        return json;
    }
}
