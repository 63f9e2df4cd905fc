package io.github.calllake.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.TestLake;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.query.AnswerStream;
import io.github.calllake.query.CallAnalytics;
import io.github.calllake.query.CallFilter;
import io.github.calllake.query.CallSummary;
import io.github.calllake.query.TierComparison;
import io.github.calllake.query.TimeRange;
import io.github.calllake.query.TranscriptLine;
import io.github.calllake.query.WindowQuestion;
import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import io.github.calllake.schema.PostCallView;
import io.github.calllake.schema.Restricted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What a real Trino says of every statement that goes to Athena: the flat views, the questions, the working queries. It reads
 * the same Glue catalog and the same files, those that the archiver wrote. No test of the normal build: {@code mvn -Ptrino
 * verify}.
 */
@ExtendWith(TestLake.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecondOpinion {

    private static final String ARCHIVED = "test_lake";
    private static final Path QUESTIONS = Path.of("src/test/resources/io/github/calllake/query/athena");

    private TrinoProcess trino;
    private QueriedLake own;
    private QueriedLake adopted;
    private AthenaText archived;
    private List<String> projected;

    @BeforeAll
    void start(TestLake lake, @TempDir Path scratch) throws IOException {
        own = OwnLake.fill(lake, "second_opinion");
        adopted = AdoptedLake.fill(lake, scratch);
        archived = new AthenaText(
                new QueriedLake(own.athena(), ARCHIVED, AthenaSettings.workGroupOf(ARCHIVED), own.calls()));
        trino = TrinoProcess.start(lake, Path.of(System.getProperty("call-lake.trino.classpath")), Path.of("target"));
        try (GlueClient glue = lake.client(GlueClient.builder(), lake.aws().glueEndpoint());
                S3Client s3 = lake.client(S3Client.builder(), lake.aws().s3Endpoint())) {
            CatalogForTrino catalog = new CatalogForTrino(glue, s3);
            List<String> databases = Stream.of(ARCHIVED, own.database(), adopted.database())
                    .flatMap(database -> Stream.of(database, Restricted.name(database)))
                    .toList();
            databases.forEach(catalog::giveViewsAnOwner);
            projected = differencesAsProjected();
            databases.forEach(catalog::projectNoMoreThanThereIs);
        }
    }

    /** Of one question, with the projection that lakes are made with. */
    private List<String> differencesAsProjected() throws IOException {
        List<String> differences = new ArrayList<>();
        for (String sql : keptQuestions(own, "rows")) {
            List<List<@Nullable String>> rows = new AthenaText(own).rows(sql, List.of());
            compare(own.database(), sql, rows, differences);
        }
        return differences;
    }

    @Test
    void days_are_found_by_the_projection_that_lakes_are_made_with() {
        assertThat(projected).isEmpty();
    }

    @AfterAll
    void stop() {
        trino.close();
        own.athena().close();
        adopted.athena().close();
    }

    @Test
    void restricted_views_are_the_same_in_trino() {
        List<String> differences = new ArrayList<>();
        for (String database : List.of(ARCHIVED, own.database(), adopted.database())) {
            compareViews(restricted(database), database.equals(own.database()), differences);
        }

        assertThat(differences).isEmpty();
    }

    private QueriedLake restricted(String database) {
        String name = Restricted.name(database);
        return new QueriedLake(own.athena(), name, AthenaSettings.workGroupOf(name), own.calls());
    }

    @Test
    void views_of_a_lake_that_was_taken_over_are_the_same_in_trino() {
        List<String> differences = new ArrayList<>();
        compareViews(adopted, false, differences);
        compareWorkingQueries(
                adopted,
                WorkingQuery.all().stream()
                        .filter(query -> !query.sql().contains("post_call"))
                        .toList(),
                differences);

        assertThat(differences).isEmpty();
    }

    private void compareViews(QueriedLake lake, boolean postCall, Collection<String> differences) {
        AthenaText asked = new AthenaText(lake);
        for (String view : Stream.concat(
                        FlatViews.all().stream().map(FlatView::name),
                        postCall ? Stream.of(PostCallView.NAME) : Stream.empty())
                .toList()) {
            String sql = "SELECT * FROM " + view;
            List<List<@Nullable String>> rows = asked.rows(sql, List.of());
            assertThat(rows).as(lake.database() + "." + view).isNotEmpty();
            compare(lake.database(), sql, rows, differences);
        }
    }

    @Test
    void flat_views_are_the_same_in_trino() {
        List<String> differences = new ArrayList<>();
        compareViews(
                new QueriedLake(own.athena(), ARCHIVED, AthenaSettings.workGroupOf(ARCHIVED), own.calls()),
                false,
                differences);
        compareViews(own, true, differences);

        assertThat(differences).isEmpty();
    }

    @Test
    void working_queries_are_answered_alike_by_trino() {
        List<String> differences = new ArrayList<>();
        compareWorkingQueries(own, WorkingQuery.all(), differences);

        assertThat(differences).isEmpty();
    }

    private void compareWorkingQueries(QueriedLake lake, List<WorkingQuery> queries, Collection<String> differences) {
        AthenaText asked = new AthenaText(lake);
        String call = asked.rows("SELECT min(call_id) FROM utterance", List.of())
                .get(0)
                .get(0);
        for (WorkingQuery query : queries) {
            List<String> parameters = query.parameters(String.valueOf(call), lake.calls());
            List<List<@Nullable String>> rows = asked.rows(query.sql(), parameters);
            assertThat(rows).as(query.name()).isNotEmpty();
            compare(lake.database(), filledIn(query.sql(), parameters), rows, differences);
        }
    }

    /** The question marks of the queries stand for nothing else, comments aside. */
    private static String filledIn(String sql, List<String> parameters) {
        String filled = sql.replaceAll("(?m)--.*$", "");
        for (String parameter : parameters) {
            filled = filled.replaceFirst("(?<=[ (=])\\?(?=[\\s)]|$)", Matcher.quoteReplacement(parameter));
        }
        return filled.strip();
    }

    @Test
    void questions_are_answered_alike_by_trino(TestLake lake) {
        ask(lake);
        Set<String> asked = asked();
        assertThat(asked).hasSizeGreaterThan(10);
        List<String> differences = new ArrayList<>();
        for (String sql : asked) {
            compare(ARCHIVED, sql, archived.rows(sql, List.of()), differences);
        }

        assertThat(differences).isEmpty();
    }

    /** The kept SQL of every question, of the days that these lakes have. */
    @Test
    void the_kept_questions_are_answered_alike_by_trino_on_each_kind_of_lake() throws IOException {
        List<String> differences = new ArrayList<>();
        int rows = 0;
        for (QueriedLake lake : List.of(own, adopted)) {
            AthenaText asked = new AthenaText(lake);
            for (String sql : keptQuestions(lake, "")) {
                List<List<@Nullable String>> answer = asked.rows(sql, List.of());
                rows += answer.size();
                compare(lake.database(), sql, answer, differences);
            }
        }

        assertThat(rows).isGreaterThan(1000);
        assertThat(differences).isEmpty();
    }

    private List<String> keptQuestions(QueriedLake lake, String name) throws IOException {
        List<String> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(QUESTIONS)) {
            for (Path file : files.sorted().toList()) {
                boolean postCall = file.toString().contains("postCalls");
                boolean wanted = file.getFileName().toString().startsWith(name);
                if (wanted && (!postCall || lake.equals(own))) {
                    String text = Files.readString(file)
                            .replace("\"call_lake\"", '"' + lake.database() + '"')
                            .replace("2026-03-28", "2026-01-04")
                            .replace("2026-03-29", "2026-01-05")
                            .replace("2026-03-30", "2026-01-06");
                    all.addAll(Stream.of(text.split("\n;\n"))
                            .filter(each -> !each.isBlank())
                            .toList());
                }
            }
        }
        return all;
    }

    /** Asks whatever there is to ask. */
    private static void ask(TestLake lake) {
        TimeRange range = TimeRange.startingAt(lake.start().minus(Duration.ofDays(1)), Duration.ofDays(3));
        CallFilter all = CallFilter.in(range);
        CallAnalytics analytics = CallAnalytics.over(lake.cold());
        analytics.countEvents(all);
        analytics.countEvents(all.withEachDelivery());
        analytics.freshness(range);
        for (CallSummary call : analytics.calls(all)) {
            analytics.transcript(call.callId(), range);
            analytics.timeline(call.callId(), range);
        }
        analytics.searchTranscripts("ma", all);
        try (AnswerStream<TranscriptLine> lines = analytics.transcriptLines(all)) {
            assertThat(lines.stream()).isNotEmpty();
        }
        analytics.sentiment(all, Duration.ofHours(1));
        analytics.talkShares(all);
        analytics.interruptions(all);
        analytics.categoryMatches(all);
        analytics.categoryCounts(all);
        analytics.issues(all);
        analytics.piiCounts(all);
        analytics.piiEntities(all);
        analytics.voiceTones(all);
        analytics.speakerMatches(0.5, all);
        analytics.voiceAnalyticsEvents(all);
        analytics.recordings(all);
        analytics.windows(WindowQuestion.over("voice_tone", range)
                .hopping(Duration.ofMinutes(2), Duration.ofMinutes(1))
                .by("overall_label")
                .average("overall_positive"));
        new TierComparison(lake.hot(), lake.cold()).compareFlatViews();
    }

    /** The queries that the lake's workgroup has run, each once. */
    private Set<String> asked() {
        AthenaClient client = own.athena();
        Set<String> asked = new LinkedHashSet<>();
        client.listQueryExecutionsPaginator(request -> request.workGroup(AthenaSettings.workGroupOf(ARCHIVED))).stream()
                .flatMap(page -> page.queryExecutionIds().stream())
                .map(id -> client.getQueryExecution(request -> request.queryExecutionId(id))
                        .queryExecution())
                .filter(execution -> execution.statementTypeAsString().equals("DML"))
                .forEach(execution -> asked.add(execution.query()));
        return asked;
    }

    private void compare(
            String database, String sql, List<List<@Nullable String>> ours, Collection<String> differences) {
        AnswerDifference.of(trino.ask(database, sql), ours)
                .ifPresent(difference -> differences.add(difference + "\n" + sql));
    }
}
