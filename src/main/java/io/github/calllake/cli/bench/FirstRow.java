package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import io.github.calllake.query.ColdTierProbe;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The time from asking to the first row: by AthenaEngine, and by DuckDB in this process on the same files. */
final class FirstRow {

    /** As AthenaEngine waits between its looks at a query: a quarter of the time so far, but no less and no more than this. */
    private static final double SHORTEST_POLL_MILLIS = 10;

    private static final double LONGEST_POLL_MILLIS = 1000;

    /** So many are asked for in turn; only those that Call Analytics transcribed have utterances. */
    private static final int CALLS = 10;

    private final ColdTierProbe probe;
    private final Path lake;
    private final Map<String, LocalDate> calls;
    private final BenchAthenaCommand.Report report;

    FirstRow(ColdTierProbe probe, Path lake, Map<String, LocalDate> calls, BenchAthenaCommand.Report report) {
        this.probe = probe;
        this.lake = lake;
        this.calls = calls;
        this.report = report;
    }

    /** Of the medians, in turns; a tenth of the runs is to warm up. */
    double ratio(List<String> ids, int runs) throws SQLException {
        List<Double> ours = new ArrayList<>();
        List<Double> direct = new ArrayList<>();
        List<Double> polled = new ArrayList<>();
        int warmUp = Math.max(1, runs / 10);
        List<String> spoken = ids.stream()
                .filter(id -> probe.lookup(id, day(id), day(id)).rows() > 0)
                .limit(CALLS)
                .toList();
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
            for (int run = 0; run < runs + warmUp; run++) {
                String id = spoken.get(run % spoken.size());
                LocalDate day = day(id);
                double byEngine = probe.firstRowMillis(id, day);
                double byDuckDb = duckDb(duckDb, id, day);
                if (run >= warmUp) {
                    ours.add(byEngine);
                    direct.add(byDuckDb);
                    polled.add(seen(byDuckDb));
                }
            }
        }
        report.say(
                "first row of a call's utterances, median of %d: AthenaEngine %.1f ms, DuckDB %.1f ms, polled %.1f ms",
                runs, median(ours), median(direct), median(polled));
        return median(ours) / median(polled);
    }

    private LocalDate day(String id) {
        return Objects.requireNonNull(calls.get(id));
    }

    private double duckDb(Connection connection, String id, LocalDate day) throws SQLException {
        String files = String.format(
                Locale.ROOT,
                "%s/serviceType=*/detailType=TranscribeCallAnalytics/year=%04d/month=%02d/day=%02d/*.parquet",
                lake,
                day.getYear(),
                day.getMonthValue(),
                day.getDayOfMonth());
        long start = System.nanoTime();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT event_time, utteranceevent.participantrole," + " utteranceevent.transcript FROM read_parquet('"
                        + files + "', union_by_name = true) WHERE call_id = ?")) {
            query.setString(1, id);
            try (ResultSet rows = query.executeQuery()) {
                if (!rows.next()) {
                    throw new CallLakeException("Call " + id + " has no utterances on " + day);
                }
                return (System.nanoTime() - start) / 1e6;
            }
        }
    }

    /** When whoever polls as the engine does would see an answer that is there after so many milliseconds. */
    private static double seen(double millis) {
        double poll = 0;
        while (poll < millis) {
            poll += Math.max(SHORTEST_POLL_MILLIS, Math.min(poll / 4, LONGEST_POLL_MILLIS));
        }
        return poll;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
