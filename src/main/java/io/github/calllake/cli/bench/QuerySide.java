package io.github.calllake.cli.bench;

import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.query.AnswerStream;
import io.github.calllake.query.CallAnalytics;
import io.github.calllake.query.CallFilter;
import io.github.calllake.query.TieredCallAnalytics;
import io.github.calllake.query.TieredSettings;
import io.github.calllake.query.TimeRange;
import io.github.calllake.query.TranscriptLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The client whose costs {@code bench query} measures, alone in its JVM. Reads commands, a line each, and answers each with how many
 * rows it got and in how many microseconds.
 */
final class QuerySide implements AutoCloseable {

    private static final int FETCH_SIZE = 1_000;
    private static final Duration HISTORY_CHECK = Duration.ofMinutes(1);

    /** What an experienced hand would write: the records of one view, each event once, in order. */
    private static final String UTTERANCES = """
            SELECT call_id, utterance_id, participant_role, begin_offset_millis, end_offset_millis, transcript, sentiment, event_time
            FROM (SELECT call_id, utterance_id, participant_role, begin_offset_millis, end_offset_millis, transcript, sentiment,
                         event_time, sequence_number,
                         ROW_NUMBER() OVER (PARTITION BY media_insights_pipeline_id, call_id, event_time_text, utterance_id,
                                                         is_partial, end_offset_millis
                                            ORDER BY arrival_time, sequence_number) AS delivery
                  FROM call_analytics.utterance
                  WHERE event_time >= '%s' AND event_time < '%s' AND is_partial = false) AS deliveries
            WHERE delivery = 1
            ORDER BY event_time, sequence_number
            """;

    /** And of the other view that has transcript lines. */
    private static final String RESULTS = """
            SELECT call_id, result_id, channel_id, CAST(ROUND(start_time_seconds * 1000) AS bigint),
                   CAST(ROUND(end_time_seconds * 1000) AS bigint), transcript, NULL, event_time
            FROM (SELECT call_id, result_id, channel_id, start_time_seconds, end_time_seconds, transcript, event_time,
                         sequence_number,
                         ROW_NUMBER() OVER (PARTITION BY media_insights_pipeline_id, call_id, event_time_text, result_id,
                                                         is_partial, end_time_seconds
                                            ORDER BY arrival_time, sequence_number) AS delivery
                  FROM call_analytics.transcript_result
                  WHERE event_time >= '%s' AND event_time < '%s' AND is_partial = false) AS deliveries
            WHERE delivery = 1
            ORDER BY event_time, sequence_number
            """;

    private final QueryEngine hot;
    private final QueryEngine cold;
    private final Connection connection;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private long seen;

    private QuerySide(RedshiftSettings redshift, String database) throws SQLException {
        this.hot = RedshiftEngine.open(redshift);
        this.cold = AthenaEngine.open(AthenaSettings.of(database));
        Properties properties = new Properties();
        properties.setProperty("user", redshift.user());
        properties.setProperty("password", redshift.password());
        properties.setProperty("ApplicationName", "call-lake");
        properties.setProperty("enableFetchRingBuffer", "false");
        properties.setProperty("tcpKeepAlive", "true");
        this.connection = DriverManager.getConnection(redshift.url(), properties);
        connection.setAutoCommit(false);
    }

    /** Arguments: URL, user and password of the hot tier, and the lake's database. */
    static void serve(String url, String user, String password, String database) throws IOException, SQLException {
        try (QuerySide side = new QuerySide(RedshiftSettings.of(url, user, password), database)) {
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                String[] words = line.split(" ", -1);
                long start = System.nanoTime();
                long rows = side.run(words);
                System.out.println(rows + " " + (System.nanoTime() - start) / 1_000);
            }
        }
    }

    /** {@code lines|jdbc FROM TO}, {@code hot-counts|cold-counts FROM TO}, {@code both-lines FROM TO BOUNDARY LOOKBACK}, ... */
    private long run(String[] words) throws SQLException {
        TimeRange range = new TimeRange(Instant.parse(words[1]), Instant.parse(words[2]));
        return switch (words[0]) {
            case "jdbc" -> byHand(range);
            case "hot-lines" -> lines(CallAnalytics.over(hot), range);
            case "cold-lines" -> lines(CallAnalytics.over(cold), range);
            case "both-lines" -> lines(both(words[3], Duration.parse(words[4])), range);
            case "hot-counts" -> counts(CallAnalytics.over(hot), range);
            case "cold-counts" -> counts(CallAnalytics.over(cold), range);
            case "both-counts" -> counts(both(words[3], Duration.parse(words[4])), range);
            case "transcript" ->
                CallAnalytics.over(hot).transcript(words[3], range).items().size();
            default -> throw new IllegalArgumentException("No such command: " + words[0]);
        };
    }

    private CallAnalytics both(String boundary, Duration lookBack) {
        Optional<Instant> at = Optional.of(Instant.parse(boundary));
        TieredSettings settings = new TieredSettings(lookBack, false, HISTORY_CHECK);
        return TieredCallAnalytics.over(hot, cold, () -> at, settings, executor, Clock.systemUTC());
    }

    private long lines(CallAnalytics analytics, TimeRange range) {
        long rows = 0;
        try (AnswerStream<TranscriptLine> lines = analytics.transcriptLines(CallFilter.in(range))) {
            while (lines.hasNext()) {
                see(lines.next());
                rows++;
            }
        }
        return rows;
    }

    private long byHand(TimeRange range) throws SQLException {
        long rows = 0;
        try (Statement one = connection.createStatement();
                Statement other = connection.createStatement();
                ResultSet utterances = asked(one, UTTERANCES, range);
                ResultSet results = asked(other, RESULTS, range)) {
            TranscriptLine utterance = line(utterances);
            TranscriptLine result = line(results);
            while (utterance != null || result != null) {
                if (result == null || (utterance != null && !result.eventTime().isBefore(utterance.eventTime()))) {
                    see(utterance);
                    utterance = line(utterances);
                } else {
                    see(result);
                    result = line(results);
                }
                rows++;
            }
        }
        connection.rollback();
        return rows;
    }

    private static ResultSet asked(Statement statement, String sql, TimeRange range) throws SQLException {
        statement.setFetchSize(FETCH_SIZE);
        return statement.executeQuery(String.format(sql, text(range.from()), text(range.to())));
    }

    private static @Nullable TranscriptLine line(ResultSet results) throws SQLException {
        return !results.next()
                ? null
                : new TranscriptLine(
                        results.getString(1),
                        results.getString(2),
                        results.getString(3),
                        number(results, 4),
                        number(results, 5),
                        results.getString(6),
                        results.getString(7),
                        results.getObject(8, LocalDateTime.class).toInstant(ZoneOffset.UTC));
    }

    private static @Nullable Long number(ResultSet results, int column) throws SQLException {
        long value = results.getLong(column);
        return results.wasNull() ? null : value;
    }

    private static String text(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString().replace('T', ' ');
    }

    private static long counts(CallAnalytics analytics, TimeRange range) {
        return analytics.countEvents(CallFilter.in(range)).stream()
                .mapToLong(count -> count.events())
                .sum();
    }

    /** So that no record is made for nothing. */
    private void see(@Nullable TranscriptLine line) {
        seen += Objects.hashCode(line);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        executor.shutdownNow();
        hot.close();
        cold.close();
        if (seen == 1) {
            System.err.println("seen");
        }
    }
}
