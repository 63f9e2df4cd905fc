package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Migrations by Flyway and the official driver, records by the AWS SDK, and what the views make of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamingViewsTest {

    private final LocalStack stack;

    StreamingViewsTest(@TempDir Path directory) throws Exception {
        stack = LocalStack.start(directory);
    }

    @BeforeAll
    void migrate() {
        stack.createStream("call-analytics", 2);
        Flyway.configure()
                .dataSource(stack.jdbcUrl(), stack.user(), stack.password())
                .locations("classpath:io/github/calllake/local/redshift/migrations")
                .load()
                .migrate();
    }

    @AfterAll
    void stop() throws Exception {
        stack.close();
    }

    /** Puts an event with a fresh id, refreshes, and reads the columns of its rows. */
    private List<String> rowsOf(String rest, String columns) throws Exception {
        String id = UUID.randomUUID().toString();
        put("{\"detail-type\":\"Transcribe\",\"id\":\"" + id + "\"" + rest + "}");
        stack.execute("REFRESH MATERIALIZED VIEW call_analytics.transcribe");
        return stack.rows(
                "select " + columns + " from call_analytics.transcript_result v join call_analytics.transcribe t"
                        + " on t.shard_id = v.shard_id and t.sequence_number = v.sequence_number where t.payload.id::varchar = '"
                        + id
                        + "' order by v.result_index");
    }

    private void put(String data) {
        stack.put("call-analytics", "p", data);
    }

    private static String results(String results) {
        return ",\"TranscriptEvent\":{\"Transcript\":{\"Results\":" + results + "}}";
    }

    private static String event(String field) {
        return ",\"TranscriptEvent\":{" + field + "}";
    }

    @Test
    void an_event_is_one_row_a_result_with_typed_columns() throws Exception {
        String results = """
                [{"IsPartial":false,"StartTime":1.25,"Count":2.5,"Alternatives":[{"Transcript":"h\u00e9llo"}]},
                 {"IsPartial":"TRUE","StartTime":"2","Count":"12"}]""";
        assertThat(
                        rowsOf(
                                results(results) + ",\"metadata\":\"{\\\"transactionId\\\":\\\"t1\\\"}\"",
                                "v.result_index, v.transaction_id, case when v.is_partial then 1 else 0 end, v.start_time_seconds, v.n, v.transcript, v.metadata"))
                .containsExactly(
                        "0|t1|0|1.25|3|h\u00e9llo|{\"transactionId\":\"t1\"}",
                        "1|t1|1|2.0|12|null|{\"transactionId\":\"t1\"}");
    }

    @Test
    void results_that_are_no_array_give_one_row_and_a_null_element_is_a_row_of_nulls() throws Exception {
        for (String results : List.of("[]", "7", "\"x\"", "{\"a\":1}", "null")) {
            assertThat(rowsOf(results(results), "v.result_index, v.transcript"))
                    .as(results)
                    .containsExactly("0|null");
        }
        assertThat(rowsOf(
                        results("[null,{\"Alternatives\":[{\"Transcript\":\"b\"}]}]"), "v.result_index, v.transcript"))
                .containsExactly("0|null", "1|b");
        assertThat(rowsOf(event("\"Alternatives\":[{\"Transcript\":\"flat\"}]"), "v.transcript"))
                .containsExactly("flat");
        assertThat(rowsOf(event("\"Alternatives\":{\"0\":{\"Transcript\":\"no\"}}"), "v.transcript"))
                .containsExactly("null");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = ';', textBlock = """
            true; 1
            "true"; 1
            "False"; 0
            "maybe"; null
            1; 1
            0; 0
            1.0; null
            null; null
            {}; null
            [true]; null
            """)
    void booleans_are_read_where_they_are_meant(String json, String expected) throws Exception {
        assertThat(rowsOf(
                        event("\"IsPartial\":" + json),
                        "case when v.is_partial then 1 when not v.is_partial then 0 end"))
                .containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = ';', textBlock = """
            12; 12; 12.0
            "12"; 12; 12.0
            12.5; 13; 12.5
            -2.5; -3; -2.5
            1e30; null; 1.0E30
            1e400; null; null
            "1e400"; null; null
            "12.5"; null; 12.5
            9223372036854775807; 9223372036854775807; 9.223372036854776E18
            9223372036854775808; null; 9.223372036854776E18
            "9223372036854775808"; null; 9.223372036854776E18
            ""; null; null
            "x"; null; null
            [12]; null; null
            true; null; null
            """)
    void numbers_that_do_not_fit_are_null(String json, String bigint, String real) throws Exception {
        assertThat(rowsOf(event("\"Count\":" + json + ",\"StartTime\":" + json), "v.n, v.start_time_seconds"))
                .containsExactly(bigint + "|" + real);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = ';', textBlock = """
            {"callId":"c","transactionId":"t"}; c|t|{"callId": "c", "transactionId": "t"}
            "{\\"callid\\":\\"c\\",\\"transactionid\\":\\"t\\"}"; c|t|{"callid":"c","transactionid":"t"}
            "not json"; null|null|not json
            ""; null|null|
            "[1,2]"; null|null|[1,2]
            "123"; null|null|123
            "{\\"callId\\":\\"a\\",\\"callId\\":\\"b\\"}"; null|null|{"callId":"a","callId":"b"}
            "{\\"callId\\":\\"\\"}"; null|null|{"callId":""}
            null; null|null|null
            7; null|null|7
            """)
    void metadata_is_an_object_or_its_text_or_nothing_to_rely_on(String json, String expected) throws Exception {
        assertThat(rowsOf(",\"metadata\":" + json, "t.call_id, v.transaction_id, v.metadata"))
                .containsExactly(expected);
    }

    @Test
    void event_time_is_the_events_time_if_it_is_near_its_arrival_and_else_the_arrival() throws Exception {
        LocalDateTime near = LocalDateTime.now(ZoneOffset.UTC).minusHours(3).truncatedTo(ChronoUnit.SECONDS);
        String text = near.format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
        String same = "case when v.event_time = timestamp '" + text.replace('T', ' ')
                + ".118' then 'sent' when v.event_time = v.arrival_time then 'arrived' end";
        assertThat(rowsOf(",\"time\":\"" + text + ".118204Z\"", same)).containsExactly("sent");
        assertThat(rowsOf(",\"time\":\"" + text + ".118204\"", same)).containsExactly("sent");
        String ahead = near.plusHours(2).format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
        assertThat(rowsOf(",\"time\":\"" + ahead + ".1182+02:00\"", same)).containsExactly("sent");
        for (String garbage : List.of(
                "\"yesterday\"",
                "\"infinity\"",
                "\"2024-99-99T08:00:05Z\"",
                "\"1999-01-01T00:00:00Z\"",
                "\"\"",
                "12",
                "null",
                "{}")) {
            assertThat(rowsOf(",\"time\":" + garbage, same)).as(garbage).containsExactly("arrived");
        }
    }

    @Test
    void records_that_are_no_json_are_left_out_and_stop_nothing() throws Exception {
        String before =
                stack.rows("select count(*) from call_analytics.transcribe").get(0);
        put("not json");
        put("{\"detail-type\":\"Transcribe\",\"a\":1,\"a\":2}");
        put("{\"detail-type\":\"Transcribe\",\"n\":1e200000}");
        put("{\"detail-type\":\"Transcribe\",\"s\":\"\\u0000\"}");
        put("{\"detail-type\":\"Transcribe\",\"s\":\"\\ud800\"}");
        put("{\"detail-type\":\"Transcribe\",\"d\":" + "[".repeat(1000) + "]".repeat(1000) + "}");
        put("[".repeat(50_000));
        put("\"Transcribe\"");
        put("[{\"detail-type\":\"Transcribe\"}]");
        put("{\"detail-type\":\"Other\"}");
        stack.put("call-analytics", "p", new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        stack.execute("REFRESH MATERIALIZED VIEW call_analytics.transcribe");
        assertThat(stack.rows("select count(*) from call_analytics.transcribe")).containsExactly(before);
        assertThat(rowsOf("", "1")).containsExactly("1");
    }

    @Test
    void auto_refresh_brings_a_record_in_without_being_asked() throws Exception {
        put("{\"detail-type\":\"Transcribe\",\"id\":\"auto\"}");
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (stack.rows("select 1 from call_analytics.transcribe where payload.id::varchar = 'auto'")
                .isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    @Test
    void analytic_queries_of_the_flat_view_run_as_on_redshift() throws Exception {
        rowsOf(results("[{\"Alternatives\":[{\"Transcript\":\"a_b\",\"Items\":[1,{\"x\":null}]}]}]"), "1");
        assertThat(stack.rows("""
                        select count(distinct sequence_number), avg(n), max(items)
                        from (select sequence_number, 5 as n, items,
                                     row_number() over (partition by sequence_number order by result_index) as rn
                              from call_analytics.transcript_result
                              where lower(transcript) like '%a!_b%' escape '!' and event_time::date >= dateadd(day, -400, getdate())
                                and to_char(event_time, 'YYYY') > '2000') q
                        where rn = 1 limit 5""")).containsExactly("1|5|[1, {\"x\": null}]");
    }
}
