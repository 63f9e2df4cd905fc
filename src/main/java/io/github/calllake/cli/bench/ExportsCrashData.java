package io.github.calllake.cli.bench;

import io.github.calllake.engine.RedshiftSession;
import io.github.calllake.engine.RedshiftSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What {@code bench exports-crash} exports: readings that follow from a seed, in a table of the hot tier, and in memory what must
 * come out. Immutable.
 *
 * @param windows of a minute
 * @param seed of the readings
 */
record ExportsCrashData(int windows, long seed) {

    static final String JOB = "crash";

    private static final Instant BEGIN = Instant.parse("2026-03-28T22:00:00Z");
    private static final Duration LENGTH = Duration.ofMinutes(1);
    private static final String SCHEMA = "bench_exports";
    private static final int LEAST_READINGS = 8;
    private static final int MORE_READINGS = 24;
    private static final int KINDS = 6;
    private static final int LARGEST = 1000;
    private static final int ROWS_A_STATEMENT = 500;

    private record Reading(Instant at, String kind, int value) {}

    /** Where the last window ends. */
    Instant end() {
        return BEGIN.plus(LENGTH.multipliedBy(windows));
    }

    /** The starts of the windows, in order. */
    List<Instant> starts() {
        List<Instant> starts = new ArrayList<>();
        for (Instant at = BEGIN; at.isBefore(end()); at = at.plus(LENGTH)) {
            starts.add(at);
        }
        return starts;
    }

    private List<Reading> readings(Instant start) {
        Random random = new Random(seed * 31 + start.getEpochSecond());
        List<Reading> readings = new ArrayList<>();
        for (int left = LEAST_READINGS + random.nextInt(MORE_READINGS); left > 0; left--) {
            readings.add(new Reading(
                    start.plusMillis(random.nextInt((int) LENGTH.toMillis())),
                    "kind-" + random.nextInt(KINDS),
                    random.nextInt(LARGEST)));
        }
        return readings;
    }

    /** The rows of a window as they must be exported, in order: start, kind, count, sum and greatest. */
    List<String> expected(Instant start) {
        Map<String, List<Reading>> kinds =
                new TreeMap<>(readings(start).stream().collect(Collectors.groupingBy(Reading::kind)));
        return kinds.entrySet().stream()
                .map(kind -> row(
                        start.toString(),
                        kind.getKey(),
                        kind.getValue().size(),
                        kind.getValue().stream().mapToInt(Reading::value).sum(),
                        kind.getValue().stream().mapToInt(Reading::value).max().orElseThrow()))
                .toList();
    }

    static String row(String start, String kind, long count, double sum, double greatest) {
        return start + " " + kind + " " + count + " " + sum + " " + greatest;
    }

    /** Makes the table, with all readings and one behind them, by which the last window is over. */
    void fill(RedshiftSettings redshift) {
        List<Reading> all = new ArrayList<>();
        starts().forEach(start -> all.addAll(readings(start)));
        all.add(new Reading(end(), "last", 0));
        try (RedshiftSession session = RedshiftSession.open(redshift)) {
            session.execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
            session.execute("CREATE SCHEMA " + SCHEMA);
            session.execute("CREATE TABLE " + SCHEMA
                    + ".reading (read_at timestamp, kind varchar(16), reading double precision)");
            for (int from = 0; from < all.size(); from += ROWS_A_STATEMENT) {
                session.execute("INSERT INTO " + SCHEMA + ".reading VALUES "
                        + all.subList(from, Math.min(all.size(), from + ROWS_A_STATEMENT)).stream()
                                .map(ExportsCrashData::values)
                                .collect(Collectors.joining(", ")));
            }
        }
    }

    private static String values(Reading reading) {
        String time = reading.at().toString().replace('T', ' ').replace("Z", "");
        return "('" + time + "', '" + reading.kind() + "', " + reading.value() + ")";
    }

    /** The job file. */
    String jobs(String bucket) {
        return """
                state: s3://%s/state
                jobs:
                  - name: %s
                    report: windows
                    parameters:
                      table: %s.reading
                      time-column: read_at
                      size: 1m
                      key: kind
                      measures: "sum(reading), maximum(reading)"
                    tier: hot
                    window: {length: 1m}
                    schedule: {every: 1s}
                    format: {type: json}
                    destination: s3://%s/out
                    catch-up: 10000
                    start: %s
                """.formatted(bucket, JOB, SCHEMA, bucket, BEGIN);
    }
}
