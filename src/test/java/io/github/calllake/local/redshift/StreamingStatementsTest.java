package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of external schemas and materialized views in SQL, accepted and refused as documented. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamingStatementsTest {

    private static final String VIEW = "create materialized view app.";

    private final LocalStack stack;

    StreamingStatementsTest(@TempDir Path directory) throws Exception {
        stack = LocalStack.start(directory);
    }

    @BeforeAll
    void streams() throws Exception {
        stack.createStream("my-input-stream", 2);
        stack.createStream("calls", 1);
        stack.execute(
                "create schema app",
                "create external schema ext from kinesis iam_role default",
                "create table app.plain (n int, m int)",
                "create view app.standard as select n from app.plain");
    }

    @AfterAll
    void stop() throws Exception {
        stack.close();
    }

    private void refused(String sql, String message) {
        assertThatThrownBy(() -> stack.execute(sql))
                .as(sql)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining(message);
    }

    private void await(String query, String... rows) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        List<String> seen = stack.rows(query);
        while (!seen.equals(List.of(rows))) {
            assertThat(System.nanoTime()).as("%s gives %s", query, seen).isLessThan(end);
            seen = stack.rows(query);
        }
    }

    @Test
    void the_sensor_example_runs_as_it_was_announced() throws Exception {
        stack.execute("""
                CREATE EXTERNAL SCHEMA sensors
                FROM KINESIS
                IAM_ROLE 'arn:aws:iam::123412341234:role/redshift-streaming-ingestion';""", """
                CREATE MATERIALIZED VIEW sensor_data AUTO REFRESH YES AS
                    SELECT approximate_arrival_timestamp,
                    partition_key,
                    shard_id,
                    sequence_number,
                    refresh_time,
                    JSON_PARSE(kinesis_data) as payload
                    FROM sensors."my-input-stream";""", """
                CREATE MATERIALIZED VIEW sensor_data_extract AUTO REFRESH YES AS
                    SELECT approximate_arrival_timestamp,
                    partition_key,
                    shard_id,
                    sequence_number,
                    refresh_time,
                    JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'),'sensor_id')::VARCHAR(8) as sensor_id,
                    JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'),'current_temperature')::DECIMAL(10,2) as current_temperature,
                    JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'),'status')::VARCHAR(8) as status,
                    JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'),'event_time')::CHARACTER(26) as event_time
                    FROM sensors."my-input-stream";""");
        for (int i = 0; i < 10; i++) {
            stack.put(
                    "my-input-stream",
                    "sensor-" + i,
                    "{\"sensor_id\":\"" + i + "\",\"current_temperature\":" + (20.123 + i)
                            + ",\"status\":\"OK\",\"event_time\":\"2026-11-20T12:34:56.789012\"}");
        }
        await("select count(*), count(distinct sequence_number) from public.sensor_data", "10|10");
        await("select count(*), min(current_temperature), max(status) from sensor_data_extract", "10|20.12|OK");
        assertThat(stack.rows(
                        "select payload.sensor_id::varchar, event_time from sensor_data d join sensor_data_extract e"
                                + " using (shard_id, sequence_number) where e.sensor_id = '7'"))
                .containsExactly("7|2026-11-20T12:34:56.789012");

        try (QuietLog quiet = new QuietLog(ViewRefresher.class)) {
            a_bad_cast_stops_the_view_that_casts_and_no_other();
            assertThat(quiet.messages()).hasSize(1).first().asString().contains("sensor_data_extract", "22P02");
        }
        stack.execute("DROP SCHEMA sensors CASCADE");
        assertThat(stack.rows("select name from svv_mv_info where name like 'sensor%'"))
                .isEmpty();
    }

    private void a_bad_cast_stops_the_view_that_casts_and_no_other() throws Exception {
        stack.put("my-input-stream", "sensor", "{\"sensor_id\":\"x\",\"current_temperature\":\"warm\"}");
        await("select count(*) from sensor_data", "11");
        await(
                "select distinct trim(status) from sys_mv_refresh_history where mv_name = 'sensor_data_extract' and status like '%failed%'",
                "Refresh failed due to an internal error");
        assertThat(stack.rows("select count(*) from sensor_data_extract")).containsExactly("10");
        assertThat(stack.rows("select count(*) from sys_stream_scan_errors where mv_name = 'sensor_data_extract'"))
                .containsExactly("0");
        refused("REFRESH MATERIALIZED VIEW sensor_data_extract", "warm");
    }

    @Test
    void an_external_schema_keeps_its_role_and_shows_it() throws Exception {
        stack.execute(
                "create external schema if not exists kept from kinesis region 'us-west-2' iam_role 'arn:aws:iam::111122223333:role/a,arn:aws:iam::444455556666:role/b'",
                "create external schema if not exists kept from kinesis iam_role default");
        assertThat(stack.rows(
                        "select eskind, schemaname, esoptions from svv_external_schemas where schemaname = 'kept'"))
                .containsExactly(
                        "9|kept|{\"REGION\":\"us-west-2\",\"IAM_ROLE\":\"arn:aws:iam::111122223333:role/a,arn:aws:iam::444455556666:role/b\"}");
        refused("create external schema kept from kinesis iam_role default", "schema \"kept\" already exists");
        refused("alter external schema kept iam_role default", "ALTER EXTERNAL SCHEMA is not supported");
        stack.execute("drop schema kept");
        assertThat(stack.rows("select 1 from svv_external_schemas where schemaname = 'kept'"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
            from kinesis iam_role 'SESSION'; IAM_ROLE 'SESSION' is not supported
            from kinesis iam_role 'arn:aws:iam::1:role/x'; IAM_ROLE of a Kinesis schema must be default or the ARN
            from kinesis iam_role 'arn:aws:iam::111122223333:role/a, arn:aws:iam::111122223333:role/b'; by commas without blanks
            from kinesis iam_role default authentication iam; AUTHENTICATION and URI are not supported
            from kinesis authentication none iam_role default; AUTHENTICATION and URI are not supported
            from kinesis region 'nowhere' iam_role default; REGION is not the name of an AWS Region
            from kinesis; syntax error at end of input
            from kafka iam_role default uri 'b:9098' authentication iam; not emulated locally: CREATE EXTERNAL SCHEMA .. FROM KAFKA
            from msk iam_role default authentication iam; not emulated locally: CREATE EXTERNAL SCHEMA .. FROM MSK
            from data catalog database 'd' iam_role default; not emulated locally
            """)
    void other_forms_of_external_schemas_are_refused(String rest, String message) {
        refused("create external schema wrong " + rest, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
            select a.partition_key from ext.calls a join app.plain p on true; reason: Joins are not supported.
            select a.partition_key from ext.calls a, ext."my-input-stream" b; reason: Joins are not supported.
            select k from (select partition_key as k from ext.calls) q; reason: Column aliases are not supported.
            with q as (select partition_key from ext.calls) select * from q; reason: Column aliases are not supported.
            select partition_key from ext.calls where exists (select 1 from app.plain); reason: Column aliases are not supported.
            select partition_key from ext.calls union all select partition_key from ext.calls; reason: Set operations are not supported.
            select row_number() over (partition by shard_id) as n from ext.calls; reason: Window functions are not supported.
            select partition_key, getdate() as g from ext.calls; reason: The mutable function getdate is not supported.
            select shard_id, count(*) as n from ext.calls group by shard_id; not emulated locally: DISTINCT and aggregation
            select distinct shard_id from ext.calls; not emulated locally: DISTINCT and aggregation
            select partition_key from ext.calls order by 1; ORDER BY, LIMIT and OFFSET are not supported in materialized views
            select partition_key from ext.calls limit 5; ORDER BY, LIMIT and OFFSET are not supported in materialized views
            select top 5 partition_key from ext.calls; ORDER BY, LIMIT and OFFSET are not supported in materialized views
            select current_schema() as s from ext.calls; Specified types or functions
            select has_schema_privilege('app', 'usage') as s from ext.calls; Specified types or functions
            select partition_key from ext.nowhere; reason: Stream nowhere not found
            select no_such_column from ext.calls; column "no_such_column" does not exist
            select json_parse(kinesis_data).a as a from ext.calls; syntax error
            """)
    void queries_that_redshift_does_not_run_over_a_stream_are_refused(String query, String message) throws Exception {
        refused(VIEW + "wrong as " + query, message);
        assertThat(stack.rows("select 1 from svv_tables where table_name like '%wrong%'"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
            if not exists app.wrong as select partition_key from ext.calls; syntax error
            app.wrong sortkey (partition_key) backup no as select partition_key from ext.calls; syntax error
            app.wrong auto refresh yes sortkey (partition_key) as select partition_key from ext.calls; syntax error
            app.wrong sortkey (partition_key) distkey (partition_key) as select partition_key from ext.calls; syntax error
            app.wrong diststyle auto as select partition_key from ext.calls; syntax error
            app.wrong diststyle key as select partition_key from ext.calls; syntax error
            app.wrong distkey (partition_key, shard_id) as select partition_key, shard_id from ext.calls; a distribution key has one column
            app.wrong sortkey (p) as select json_parse(kinesis_data) as p from ext.calls; of type super or varbyte cannot be
            app.wrong sortkey (nothing) as select partition_key from ext.calls; column "nothing" named in the distribution or sort key
            app.wrong auto refresh yes as select n, getdate() as g from app.plain; the mutable function getdate is not supported
            app.wrong auto refresh yes as select n from app.plain; not emulated locally: AUTO REFRESH
            app.wrong as select n from app.standard; cannot be defined on the view "standard"
            app.wrong as select schema_name from svv_mv_info; the system table or view "svv_mv_info" is not supported
            app.wrong as select relname from pg_catalog.pg_class; system tables and views are not supported
            app.wrong using iceberg as select n from app.plain; not emulated locally
            ext.wrong as select partition_key from ext.calls; cannot be created in the external schema "ext"
            app.a_name_that_is_longer_than_what_the_table_behind_it_may_have as select n from app.plain; not emulated locally: a name of more than 52 bytes
            """)
    void other_forms_of_materialized_views_are_refused(String rest, String message) throws Exception {
        refused("create materialized view " + rest, message);
        assertThat(stack.rows("select 1 from svv_tables where table_name like '%wrong%'"))
                .isEmpty();
    }

    @Test
    void or_replace_user_defined_functions_and_temporary_tables_are_refused() throws Exception {
        refused("create or replace materialized view app.wrong as select n from app.plain", "syntax error");
        stack.execute("create temp table passing (n int)");
        refused(VIEW + "wrong as select app.twice(n) as n from app.plain", "app.twice");
        refused(VIEW + "wrong as select n from passing", "temporary tables are not supported in materialized views");
        refused(VIEW + "wrong as select n from app.plain where n in (select n from app.standard)", "\"standard\"");
    }

    @Test
    void a_materialized_view_is_altered_in_the_documented_ways() throws Exception {
        stack.execute(VIEW
                + "altered backup no diststyle key distkey (partition_key) compound sortkey (shard_id, sequence_number) auto refresh no"
                + " as select partition_key, shard_id, sequence_number, json_parse(kinesis_data) as p from ext.calls");
        for (String change : List.of(
                "auto refresh yes",
                "auto refresh no",
                "alter distkey partition_key",
                "alter diststyle all",
                "alter diststyle even",
                "alter diststyle auto",
                "alter diststyle key distkey shard_id",
                "alter sortkey (shard_id)",
                "alter compound sortkey (shard_id, partition_key)",
                "alter sortkey auto",
                "alter sortkey none")) {
            stack.execute("alter materialized view app.altered " + change);
        }
        assertThat(stack.rows("select autorefresh, state from svv_mv_info where name = 'altered'"))
                .containsExactly("f|1");
        refused("alter materialized view app.altered alter sortkey (p)", "cannot be a distribution or sort key");
        refused("alter materialized view app.altered alter distkey nothing", "does not exist");
        refused("alter materialized view app.altered rename to other", "syntax error");
        refused("alter materialized view app.altered row level security on", "not emulated locally");
        refused("alter materialized view app.nothing auto refresh yes", "does not exist");
        stack.execute("drop materialized view app.altered");
    }

    @Test
    void views_over_views_are_refreshed_when_asked_and_hold_what_they_are_built_on() throws Exception {
        stack.createStream("nested", 1);
        stack.execute(
                VIEW + "base as select shard_id, sequence_number, json_parse(kinesis_data) as p from ext.nested",
                VIEW + "by_kind as select p.kind::varchar(10) as kind, count(*) as n from app.base group by 1",
                VIEW + "kinds as select count(distinct kind) as n from app.by_kind");
        refused(
                VIEW + "wrong auto refresh yes as select kind from app.by_kind",
                "AUTO REFRESH is not supported for a materialized view defined on another materialized view");
        assertThat(
                        stack.rows(
                                "select trim(name), state from svv_mv_info where name in ('base', 'by_kind', 'kinds') order by 1"))
                .containsExactly("base|1", "by_kind|1", "kinds|0");
        stack.put("nested", "k", "{\"kind\":\"a\"}");
        stack.put("nested", "k", "{\"kind\":\"b\"}");

        stack.execute("refresh materialized view app.by_kind");
        assertThat(stack.rows("select n from app.by_kind")).isEmpty();
        stack.execute("refresh materialized view app.kinds cascade");
        assertThat(stack.rows("select count(*) from app.base")).containsExactly("2");
        assertThat(stack.rows("select kind, n from app.by_kind order by 1")).containsExactly("a|1", "b|1");
        assertThat(stack.rows("select n from app.kinds")).containsExactly("2");
        assertThat(
                        stack.rows(
                                "select trim(mv_name), status from sys_mv_refresh_history where mv_name in ('base', 'kinds') order by 1"))
                .containsExactly(
                        "base|Refresh successfully updated MV incrementally",
                        "kinds|Refresh successfully recomputed MV from scratch");

        stack.put("nested", "k", "{\"kind\":\"c\"}");
        stack.execute("refresh materialized view app.base", "refresh materialized view app.by_kind restrict");
        assertThat(stack.rows("select count(*) from app.by_kind")).containsExactly("3");
        assertThat(stack.rows("select n from app.kinds")).containsExactly("2");

        refused("delete from app.by_kind", "cannot delete from a materialized view");
        refused("truncate app.by_kind", "cannot truncate a materialized view");
        refused("drop materialized view app.base", "because other objects depend on it");
        stack.execute("drop materialized view app.base cascade");
        assertThat(stack.rows("select name from svv_mv_info where name in ('base', 'by_kind', 'kinds')"))
                .isEmpty();
    }

    @Test
    void rows_leave_a_streaming_view_by_delete_truncate_and_append_and_it_goes_on() throws Exception {
        stack.createStream("leaving", 1);
        stack.execute(
                VIEW + "leaving as select sequence_number, from_varbyte(kinesis_data, 'utf-8') as t from ext.leaving",
                "create table app.kept (t varchar(max), sequence_number varchar(128))",
                "create table app.wider (t varchar(max), sequence_number varchar(128), extra int default 7)",
                "create table app.narrower (t varchar(max))",
                "create table app.other (t int, sequence_number varchar(128))");
        stack.put("leaving", "k", "1");
        stack.execute("refresh materialized view app.leaving");
        refused("alter table app.other append from app.leaving", "column \"t\" has other attributes");
        refused("alter table app.wider append from app.leaving", "say FILLTARGET");
        refused("alter table app.narrower append from app.leaving", "say IGNOREEXTRA");
        refused("alter table app.standard append from app.leaving", "is not a permanent table");
        try (Connection connection = stack.connect()) {
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> LocalStack.execute(connection, "alter table app.kept append from app.leaving"))
                    .hasMessageContaining("ALTER TABLE APPEND cannot run inside a transaction block");
            connection.rollback();
        }
        assertThat(stack.rows("select t from app.leaving")).containsExactly("1");
        stack.execute("alter table app.kept append from app.leaving");
        stack.put("leaving", "k", "2");
        stack.execute(
                "refresh materialized view app.leaving", "alter table app.wider append from app.leaving filltarget");
        stack.put("leaving", "k", "3");
        stack.execute(
                "refresh materialized view app.leaving",
                "alter table app.narrower append from app.leaving ignoreextra");
        stack.put("leaving", "k", "4");
        stack.execute("refresh materialized view app.leaving", "truncate app.leaving");
        stack.put("leaving", "k", "5");
        stack.execute("refresh materialized view app.leaving", "delete from app.leaving where t = '5'");
        stack.put("leaving", "k", "6");
        stack.execute("refresh materialized view app.leaving");
        assertThat(stack.rows("select t from app.kept")).containsExactly("1");
        assertThat(stack.rows("select t, extra from app.wider")).containsExactly("2|7");
        assertThat(stack.rows("select t from app.narrower")).containsExactly("3");
        assertThat(stack.rows("select t from app.leaving")).containsExactly("6");
        refused("insert into app.leaving values ('0', '0')", "cannot insert into a materialized view");
        refused("update app.leaving set t = '0'", "cannot update a materialized view");
    }

    @Test
    void a_truncate_commits_and_a_refresh_after_it_waits_for_nothing() throws Exception {
        stack.createStream("emptied", 1);
        stack.execute(
                VIEW + "emptied as select from_varbyte(kinesis_data, 'utf-8') as t from ext.emptied",
                "create table app.done (n int)");
        stack.put("emptied", "k", "1");
        stack.execute("refresh materialized view app.emptied");
        try (Connection connection = stack.connect()) {
            connection.setAutoCommit(false);
            LocalStack.execute(connection, "insert into app.done values (1)", "truncate app.emptied");
            stack.put("emptied", "k", "2");
            LocalStack.execute(connection, "refresh materialized view app.emptied");
            connection.rollback();
            LocalStack.execute(connection, "insert into app.done values (2)");
            connection.rollback();
            assertThatThrownBy(() -> LocalStack.execute(connection, "truncate app.nosuch"))
                    .hasMessageContaining("does not exist");
            connection.rollback();
        }
        assertThat(stack.rows("select t from app.emptied")).containsExactly("2");
        assertThat(stack.rows("select n from app.done")).containsExactly("1");
    }

    @Test
    void a_stream_with_capitals_is_not_found_and_the_message_says_why() {
        stack.createStream("Capital-Stream", 1);
        refused(
                VIEW + "capital as select kinesis_data from ext.\"Capital-Stream\"",
                "reason: Stream capital-stream not found. There is a stream Capital-Stream, but a name in SQL is lower case");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sys_stream_scan_states", "sys_stream_scan_errors", "sys_mv_refresh_history", "svv_mv_info"})
    void system_views_have_the_documented_columns(String view) throws Exception {
        String documented =
                switch (view) {
                    case "sys_stream_scan_states" ->
                        "external_schema_name bpchar 128,stream_name bpchar 255,mv_name bpchar 128,transaction_id int8 19,"
                                + "query_id int8 19,record_time timestamp 29,partition_id bpchar 128,latest_position bpchar 128,scanned_rows int8 19,"
                                + "skipped_rows int8 19,scanned_bytes int8 19,stream_record_time_min timestamp 29,stream_record_time_max timestamp 29";
                    case "sys_stream_scan_errors" ->
                        "external_schema_name bpchar 128,stream_name bpchar 255,mv_name bpchar 128,transaction_id int8 19,"
                                + "query_id int8 19,stream_timestamp_type bpchar 1,stream_timestamp timestamp 29,record_time timestamp 29,"
                                + "partition_id bpchar 128,position bpchar 128,error_code int4 10,error_reason bpchar 128";
                    case "sys_mv_refresh_history" ->
                        "user_id int4 10,session_id int4 10,transaction_id int8 19,database_name bpchar 128,"
                                + "schema_name bpchar 128,mv_id int8 19,mv_name bpchar 128,refresh_type bpchar 32,status text 2147483647,"
                                + "start_time timestamp 29,end_time timestamp 29,duration int8 19,consumer_account bpchar 12,consumer_region bpchar 32,"
                                + "consumer_namespace bpchar 36";
                    default ->
                        "database_name bpchar 128,schema_name bpchar 128,user_name bpchar 128,name bpchar 128,is_stale bpchar 1,state int4 10,"
                                + "autorewrite bpchar 1,autorefresh bpchar 1";
                };
        List<String> columns = new ArrayList<>();
        try (Connection connection = stack.postgres();
                ResultSet rows = connection.getMetaData().getColumns(null, "pg_catalog", view, "%")) {
            assertThat(connection.getMetaData()).isInstanceOf(DatabaseMetaData.class);
            while (rows.next()) {
                columns.add(rows.getString("COLUMN_NAME") + " " + rows.getString("TYPE_NAME") + " "
                        + rows.getInt("COLUMN_SIZE"));
            }
        }
        assertThat(columns).isEqualTo(List.of(documented.split(",")));
    }

    @Test
    void a_refresh_goes_by_one_number_in_all_system_views() throws Exception {
        stack.createStream("numbered", 2);
        stack.execute(VIEW + "numbered as select kinesis_data from ext.numbered");
        for (int i = 0; i < 20; i++) {
            stack.put("numbered", "k" + i, "x");
        }
        stack.execute("refresh materialized view app.numbered");
        assertThat(stack.rows(
                        "select count(distinct h.transaction_id), count(distinct s.partition_id), sum(s.scanned_rows), sum(s.scanned_bytes)"
                                + " from sys_mv_refresh_history h join sys_stream_scan_states s on s.transaction_id = h.transaction_id"
                                + " where h.mv_name = 'numbered'"))
                .containsExactly("1|2|20|20");
        assertThat(
                        stack.rows(
                                "select distinct trim(h.refresh_type), case when h.duration >= 0 then 1 end, case when usesysid = h.user_id then 0 end"
                                        + " from sys_mv_refresh_history h, pg_user where usename = current_user and h.mv_name = 'numbered'"))
                .containsExactly("Manual|1|0");
    }
}
