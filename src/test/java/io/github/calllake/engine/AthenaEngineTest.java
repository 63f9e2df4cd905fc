package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Record3;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.GetQueryResultsRequest;
import software.amazon.awssdk.services.athena.model.TooManyRequestsException;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Client;

class AthenaEngineTest extends QueryEngineContract {

    /** Counts requests, and throttles the first ones of each kind as a busy account does. */
    private static final class Throttle implements ExecutionInterceptor {
        private final AtomicInteger refusals;
        private final AtomicInteger pages = new AtomicInteger();

        Throttle(int refusals) {
            this.refusals = new AtomicInteger(refusals);
        }

        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            pages.addAndGet(context.request() instanceof GetQueryResultsRequest ? 1 : 0);
            if (refusals.getAndDecrement() > 0) {
                throw TooManyRequestsException.builder()
                        .message("Rate exceeded")
                        .statusCode(400)
                        .awsErrorDetails(software.amazon.awssdk.awscore.exception.AwsErrorDetails.builder()
                                .errorCode("TooManyRequestsException")
                                .build())
                        .build();
            }
        }
    }

    @Override
    QueryEngine of(TestLake lake) {
        return lake.cold();
    }

    private static AthenaEngine engine(TestLake lake, Throttle throttle) {
        AthenaClient athena = AthenaClient.builder()
                .endpointOverride(lake.aws().athenaEndpoint())
                .region(software.amazon.awssdk.regions.Region.US_EAST_1)
                .credentialsProvider(software.amazon.awssdk.auth.credentials.StaticCredentialsProvider.create(
                        software.amazon.awssdk.auth.credentials.AwsBasicCredentials.create("test", "test")))
                .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(throttle))
                .build();
        return new AthenaEngine(
                AthenaSettings.of(TestLake.DATABASE),
                new AthenaClients(
                        athena,
                        lake.client(GlueClient.builder(), lake.aws().glueEndpoint()),
                        lake.client(S3Client.builder(), lake.aws().s3Endpoint())));
    }

    private static Select<Record3<Long, String, String>> numbers(QueryEngine engine, long count) {
        Field<Long> n = DSL.field(DSL.name("n"), Long.class);
        return engine.sql()
                .select(
                        n,
                        DSL.field("if(n % 3 = 0, null, if(n % 3 = 1, '', 'a \"quoted\", text\n'))", String.class)
                                .as("text"),
                        DSL.inline("same").as("same"))
                .from("unnest(sequence(1, " + (count / 1000)
                        + ")) as a (k) cross join unnest(sequence(k * 1000 - 999, k * 1000)) as b (n)")
                .orderBy(n);
    }

    @Test
    void what_does_not_fit_on_a_page_is_read_from_the_results_object(TestLake lake) {
        Throttle requests = new Throttle(0);
        try (AthenaEngine engine = engine(lake, requests);
                QueryRows<Record3<Long, String, String>> rows =
                        engine.open(numbers(engine, 5000), QueryOptions.standard())) {
            List<Record3<Long, String, String>> all = rows.list();

            assertThat(all.stream().mapToLong(Record3::value1).toArray())
                    .isEqualTo(LongStream.rangeClosed(1, 5000).toArray());
            assertThat(all.subList(0, 3)).map(Record3::value2).containsExactly("", "a \"quoted\", text\n", null);
            assertThat(all.subList(4995, 4998)).map(Record3::value2).containsExactly("", "a \"quoted\", text\n", null);
            assertThat(requests.pages).hasValue(1);
            assertThat(rows.stats().rows()).isEqualTo(5000);
        }
    }

    @Test
    void a_throttled_request_is_made_again(TestLake lake) {
        try (AthenaEngine engine = engine(lake, new Throttle(3))) {
            assertThat(engine.list(engine.sql().select(DSL.inline(1).as("one"))))
                    .map(Record1::value1)
                    .containsExactly(1);
        }
    }

    @Test
    void a_question_without_days_is_refused_unless_it_asks_for_every_day(TestLake lake) {
        QueryEngine engine = lake.cold();
        Select<Record1<String>> calls = calls(engine, DSL.noCondition());

        assertThatThrownBy(() -> engine.list(calls))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("nothing bounds event_date of utterance");
        try (QueryRows<?> rows = engine.open(calls, QueryOptions.standard().onAnyDay())) {
            assertThat(rows.hasNext()).isTrue();
            assertThat(rows.stats().bytesScanned().orElseThrow()).isPositive();
            assertThat(rows.stats().costUsd().orElseThrow()).isEqualByComparingTo("0.00005");
            assertThat(rows.stats().queryId()).isPresent();
        }
    }

    private static Select<Record1<String>> calls(QueryEngine engine, Condition condition) {
        Field<String> call = DSL.field(DSL.name("call_id"), String.class);
        return engine.sql()
                .select(call)
                .from(DSL.table(engine.qualified("utterance")))
                .where(condition);
    }

    private static Condition days(TestLake lake, int before, int after) {
        LocalDate day = LocalDate.ofInstant(lake.start(), ZoneOffset.UTC);
        return DSL.field(DSL.name("event_date"), LocalDate.class)
                .between(DSL.inline(day.minusDays(before)), DSL.inline(day.plusDays(after)));
    }

    @Test
    void what_is_going_to_be_scanned_is_estimated_by_days_and_columns(TestLake lake) {
        AthenaEngine engine = (AthenaEngine) lake.cold();
        Select<Record1<String>> narrow = calls(engine, days(lake, 400, 2));
        ScanEstimate some = engine.estimate(narrow);
        long whole = some.objectBytes();
        ScanEstimate none = engine.estimate(calls(engine, days(lake, 900, -800)));

        assertThat(some.objects()).isPositive();
        assertThat(some.bytes()).isPositive().isLessThan(whole / 2);
        assertThat(none.objectBytes()).isZero();
        try (QueryRows<?> rows = engine.open(narrow, QueryOptions.standard().withScanLimit(whole))) {
            assertThat(rows.stats().bytesScanned().orElseThrow()).isLessThanOrEqualTo(whole);
        }
        assertThatThrownBy(() -> engine.open(narrow, QueryOptions.standard().withScanLimit(100)))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("is going to scan about " + some.bytes() + " bytes")
                .hasMessageContaining("the limit is 100");
    }

    @Test
    void a_failure_names_the_query_its_reason_and_its_sql_without_literals(TestLake lake) {
        QueryEngine engine = lake.cold();
        Field<Integer> number = DSL.inline("secret").cast(Integer.class).as("number");

        assertThatThrownBy(() -> engine.list(engine.sql().select(number)))
                .isInstanceOf(QueryException.class)
                .hasMessageMatching("Athena: query [0-9a-f-]{36} ended as FAILED: INVALID_CAST_ARGUMENT; select cast.*")
                .hasMessageContaining("cast (? as int)")
                .hasMessageNotContaining("secret");
    }

    @Test
    void columns_are_held_against_the_selected_fields(TestLake lake) {
        QueryEngine engine = lake.cold();

        assertThatThrownBy(() -> engine.list(
                        engine.sql().select(DSL.field("'x'", Long.class).as("number"))))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("gave column number of type varchar where number was selected as Long");
        assertThatThrownBy(() -> engine.list(engine.sql()
                        .select(DSL.field("3000000000", Integer.class).as("number"))))
                .hasMessageContaining("row 1: column number holds no Integer");
    }

    @Test
    void an_earlier_answer_is_reused_if_asked_for(TestLake lake) {
        QueryEngine engine = lake.cold();
        Select<Record1<String>> calls = calls(engine, days(lake, 400, 2));
        QueryOptions reuse = QueryOptions.standard().reusingUpTo(Duration.ofHours(1));
        try (QueryRows<?> first = engine.open(calls, QueryOptions.standard());
                QueryRows<?> again = engine.open(calls, reuse)) {
            assertThat(first.stats().reused()).isFalse();
            assertThat(again.list()).hasSameSizeAs(first.list());
            assertThat(again.stats().reused()).isTrue();
            assertThat(again.stats().bytesScanned()).hasValue(0);
            assertThat(again.stats().costUsd().orElseThrow()).isZero();
        }
    }

    @Test
    void a_query_whose_state_may_not_be_read_is_cancelled(TestLake lake) throws IOException {
        try (TalkingAthena athena = TalkingAthena.denying("GetQueryExecution");
                AthenaEngine engine = athena.engine(lake)) {
            assertThatThrownBy(
                            () -> engine.list(engine.sql().select(DSL.inline(1).as("one"))))
                    .isInstanceOf(QueryException.class)
                    .hasMessageContaining("the state of query 00000000-0000-0000-0000-000000000001 cannot be read: "
                            + "not allowed (`call-lake iam` prints the rights it takes)")
                    .hasMessageEndingWith("; the query was cancelled");
            assertThat(athena.calls()).endsWith("GetQueryExecution", "StopQueryExecution");
        }
    }

    @Test
    void one_that_may_not_be_cancelled_either_is_said_to_go_on(TestLake lake) throws IOException {
        try (TalkingAthena athena = TalkingAthena.denying("GetQueryExecution", "StopQueryExecution");
                AthenaEngine engine = athena.engine(lake)) {
            assertThatThrownBy(
                            () -> engine.list(engine.sql().select(DSL.inline(1).as("one"))))
                    .hasMessageEndingWith("; the query could not be cancelled either and may go on");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Insufficient permissions to execute the query. User: arn:aws:sts::111122223333:assumed-role/r/s is not"
                        + " authorized to perform: glue:GetTable on resource: arn:aws:glue:us-east-1:111122223333:catalog",
                "PERMISSION_DENIED: Access denied when writing output to url: s3://results/x.csv",
                "HIVE_METASTORE_ERROR: User is not authorized to perform: glue:GetPartitions (Service: AWSGlue; Status Code:"
                        + " 400; Error Code: AccessDeniedException)",
                "com.amazonaws.services.s3.model.AmazonS3Exception: Access Denied (Service: Amazon S3; Status Code: 403)"
            })
    void a_query_that_was_refused_something_says_where_rights_stand(String reason, TestLake lake) throws IOException {
        try (TalkingAthena athena = TalkingAthena.failing(reason);
                AthenaEngine engine = athena.engine(lake)) {
            assertThatThrownBy(
                            () -> engine.list(engine.sql().select(DSL.inline(1).as("one"))))
                    .isInstanceOf(QueryException.class)
                    .hasMessageContaining("ended as FAILED: not allowed (`call-lake iam` prints the rights it takes): "
                            + reason.substring(0, 20))
                    .hasMessageNotContaining("111122223333");
        }
    }

    @Test
    void rights_that_lake_formation_holds_back_are_told_from_those_of_iam(TestLake lake) throws IOException {
        try (TalkingAthena athena = TalkingAthena.failing(
                        "COLUMN_NOT_FOUND: Insufficient Lake Formation permission(s) on utterance");
                AthenaEngine engine = athena.engine(lake)) {
            assertThatThrownBy(
                            () -> engine.list(engine.sql().select(DSL.inline(1).as("one"))))
                    .hasMessageContaining(
                            "ended as FAILED: not allowed (by AWS Lake Formation, which grants rights of its"
                                    + " own): COLUMN_NOT_FOUND");
        }
    }

    @Test
    void a_catalog_that_fails_is_no_matter_of_rights(TestLake lake) throws IOException {
        try (TalkingAthena athena = TalkingAthena.failing("HIVE_METASTORE_ERROR: Table is corrupt");
                AthenaEngine engine = athena.engine(lake)) {
            assertThatThrownBy(
                            () -> engine.list(engine.sql().select(DSL.inline(1).as("one"))))
                    .hasMessageContaining("ended as FAILED: HIVE_METASTORE_ERROR: Table is corrupt; select ");
        }
    }
}
