package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Translation as text, without a database. */
class RedshiftTranslatorTest {

    private static final Streams NO_STREAMS = new Streams() {
        @Override
        public Optional<String> problem(String stream) {
            return Optional.empty();
        }

        @Override
        public void refresh(QualifiedName view, boolean cascade) {}
    };

    private final SqlTranslator.Session session =
            new RedshiftTranslator(NO_STREAMS, new Unloads(Optional.empty())).open("u", "d");

    private String translate(String sql) {
        return session.translate(sql).sql();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 'it\\'s; -- no comment', \"a\" from t where x = -1 /* ; /* nested */ */",
                "select t.a, s.b from x.t as t join s on t.id = s.id where t.a in (select u.a from u)",
                "select x.t.a from x.t",
                "insert into x.t (a, b) values ($1, 'a.b.c')",
                "select $$a.b.c$$",
                "delete from \"t\" where false",
                "update x.t set a = 1 where t.b = 2",
                "select c.relname from pg_catalog.pg_class c where c.relacl[1] is null",
                "begin",
                "",
                "-- nothing"
            })
    void what_needs_no_change_is_left_as_it_is(String sql) {
        assertThat(session.translate(sql)).isEqualTo(Translated.unchanged(sql));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = ';', textBlock = """
            select t.p.a.b[0].c::int from x as t; select rs.nav(rs.item(rs.nav("t"."p", $t$a$t$, $t$b$t$), 0), $t$c$t$)::int AS "c" from x as t
            create schema "Ab"; create schema "ab"
            select p."detail-type" as d from x; select rs.nav("p", $t$detail-type$t$) as d from x
            select x.t.p.callId as c from x.t; select rs.nav("x"."t"."p", $t$callid$t$) as c from x.t
            select r.k as k, i from x as t, t.p.a as r at i; select rs.nav("r"."r", $t$k$t$) as k, i from x as t, LATERAL rs.elements_at(rs.nav("t"."p", $t$a$t$)) AS "r"("r", "i")
            select r from t left join t.p as r on true; select r from t left join LATERAL rs.elements("t"."p") AS "r"("r") on true
            select (select max(t.p.n::int) from u) as m from t; select (select max(rs.nav("t"."p", $t$n$t$)::int) from u) as m from t
            select try_cast(t.p.x::varchar(max) as double precision) as d from t; select rs.try_double(rs.nav("t"."p", $t$x$t$)::varchar) as d from t
            select dateadd(day, -1, sysdate), avg(n) from t; select dateadd($t$day$t$, -1, rs.sysdate()), rs.avg(n) from t
            select listagg(distinct a, ',') within group (order by a) from t; select rs.listagg((array_agg(DISTINCT a order by a))::text[], ',') from t
            create table t (a varchar sortkey, b text encode lzo, c varbyte(10), id int identity(1, 2)) diststyle key distkey(a); create table t (a varchar(256), b varchar(256), c bytea, id int GENERATED ALWAYS AS IDENTITY (START WITH 1 INCREMENT BY 2))
            select top 5 a from t; select a from t LIMIT 5
            select case when can_json_parse(a) then json_parse(a) end as p from t; select case when TRUE then rs.try_json(a) end as p from t
            select case b when can_json_parse(a) then json_parse(a) end as p from t; select case b when can_json_parse(a) then json_parse(a) end as p from t
            select case when can_json_parse(a) then json_parse(b) end as p from t; select case when can_json_parse(a) then json_parse(b) end as p from t
            select a * 2 as b, b + 1 as c from t; select a * 2 as b, (SELECT (SELECT "b" FROM (SELECT "t".*) AS rs_own) FROM (SELECT a * 2 AS "b") AS rs_alias) + 1 as c from t
            select sum(a) as s, s / 2 as h from t; select sum(a) as s, ( sum(a)) / 2 as h from t
            select a from t as t qualify rank() over (order by b) = 1 limit 2; select a from t as t ORDER BY rs.qualify( rank() over (order by b) = 1) limit 2
            select top 1 a from t union select top 2 b from u; (select a from t LIMIT 1) union (select b from u LIMIT 2)
            select id from t, t.p.a as e where e = 'x' and t.p.b in ('y'); select id from t, LATERAL rs.elements(rs.nav("t"."p", $t$a$t$)) AS "e"("e") where e = 'x'::text and rs.nav("t"."p", $t$b$t$) in ('y'::text)
            select "A" from "T" minus select b from u; select "a" from "t" EXCEPT select b from u
            """)
    void redshifts_own_forms_become_postgresqls(String sql, String expected) {
        assertThat(translate(sql)).isEqualTo(expected);
    }

    @Test
    void what_a_derived_table_takes_from_json_is_computed_once_a_row() {
        assertThat(
                        translate(
                                "select x.a, x.p.b from (select t.p, t.c, lower(t.p.a::varchar) as a from s as t where t.c > 1) as x"))
                .isEqualTo(
                        "select x.a, rs.nav(\"x\".\"p\", $t$b$t$) AS \"b\" from (select rs_whole_1.value AS \"p\", t.c, rs_once_1.value as a"
                                + " from s as t CROSS JOIN LATERAL (SELECT rs.whole(\"t\".\"p\") AS value OFFSET 0) AS rs_whole_1"
                                + ", LATERAL (SELECT lower(rs.nav(rs_whole_1.value, $t$a$t$)::varchar) AS value OFFSET 0) AS rs_once_1 where t.c > 1) as x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select a from (select max(t.p.a::int) as a from s as t group by t.c) as x",
                "select a from (select distinct t.p.a::int as a from s as t) as x",
                "select a from (select *, t.p.a::int as a from s as t) as x",
                "select a from (select t.p.a::int as a from s as t limit 1) as x"
            })
    void other_derived_tables_stay_as_they_are(String sql) {
        assertThat(translate(sql)).doesNotContain("LATERAL");
    }

    @Test
    void brackets_that_nest_too_deeply_are_refused_before_any_stack_ends() {
        assertThat(translate("select " + "(".repeat(500) + "1" + ")".repeat(500)))
                .hasSize(1008);
        assertThatThrownBy(() -> translate("select " + "(".repeat(100_000) + "1" + ")".repeat(100_000)))
                .isInstanceOfSatisfying(RedshiftSqlException.class, e -> assertThat(e.sqlState())
                        .isEqualTo("54001"));
    }

    @Test
    void attribute_names_keep_their_case_while_the_session_says_so() {
        String sql = "select t.p.callId.\"Quoted\" as c from t";
        translate("begin; set enable_case_sensitive_super_attribute to true");
        assertThat(translate(sql)).contains("$t$callId$t$, $t$quoted$t$");
        translate("rollback");
        assertThat(translate(sql)).contains("$t$callid$t$, $t$quoted$t$");
        translate("set enable_case_sensitive_super_attribute = on");
        translate("reset enable_case_sensitive_super_attribute");
        assertThat(translate(sql)).contains("$t$callid$t$");
    }

    @Test
    void definitions_are_blocks_with_the_tag_of_redshift_and_keep_their_place_among_statements() {
        Translated translated = session.translate("select 1; ;drop schema if exists a cascade; select 2");
        assertThat(translated.tags()).isEqualTo(Map.of(1, "DROP SCHEMA"));
        assertThat(translated.sql())
                .matches(
                        "select 1;DO \\$t0\\$BEGIN PERFORM rs.drop_schema\\(\\$t\\$a\\$t\\$, true, true\\); END\\$t0\\$; select 2");
    }

    @Test
    void text_that_holds_a_dollar_tag_cannot_leave_its_literal() {
        String tagged = "create materialized view v as select '$t$ $t0$ $t1$' as a from t";
        assertThat(translate(tagged))
                .doesNotStartWith("DO $t$")
                .doesNotStartWith("DO $t0$")
                .startsWith("DO $t");
        assertThat(Node.literal("a$t")).isEqualTo("$t0$a$t$t0$");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = ';', textBlock = """
            select 'open; 42601
            select (1; 42601
            select 1); 42601
            select a from t fetch next 5 rows only; 42601
            insert into t values (1) returning a; 42601
            insert into t values (1) on conflict do nothing; 42601
            select count(*) filter (where true) from t; 42601
            select * from t, lateral (select 1) s; 42601
            select distinct on (a) a from t; 42601
            select p->>'a' from t; 42883
            select cast(a as jsonb) from t; 42704
            select (a, b) > (1, 2) from t; 0A000
            unload ('select 1') to 's3://b/p' iam_role default; 0A000
            copy t from 's3://b/p' iam_role default; 0A000
            create external table e.t (a int); 0A000
            create external schema e from kafka uri 'x'; 0A000
            create external schema e from kinesis iam_role 'SESSION'; 0A000
            create materialized view if not exists v as select 1; 42601
            create or replace materialized view v as select 1; 42601
            create materialized view v sortkey(a) backup yes as select 1 as a; 42601
            create materialized view v auto refresh yes diststyle even as select 1; 42601
            create materialized view v diststyle auto as select 1; 42601
            create materialized view v as select a from t order by a; 0A000
            create materialized view v auto refresh yes as select getdate() from e.s; 0A000
            create materialized view v as select json_parse(kinesis_data, 'utf-8') from e.s; 42883
            create view v as select 1 with no schema binding; 0A000
            set enable_case_sensitive_identifier to true; 0A000
            select r from t right join t.p as r on true; 0A000
            create table t (a super sortkey); 0A000
            create index i on t (a); 0A000
            with x as (insert into t values (1) returning 1) select * from x, pg_class; 42601
            select "string_agg" /* quoted */ (a, b) from t; 42883
            select (select array_agg(a) from t) from pg_class, t; 42883
            select cast(a as "jsonb") from t; 42704
            select a::pg_catalog.json from t; 42704
            select U&'d' from t; 42601
            select a from t where a = all('{1}'); 0A000
            explain select jsonb_agg(a) from t; 42883
            create table x as select to_json(a) from t; 42883
            insert into t select unnest(a) from t; 0A000
            update t set a = gen_random_uuid(); 42883
            delete from t where ctid = '(0,1)'; 42703
            declare c cursor with hold for select a from t; 42601
            fetch backward 1 from c; 42601
            drop function f(); 0A000
            create publication p; 42601
            table t; 42601
            select set_config('role', 'postgres', false); 42704
            set role postgres; 42704
            """)
    void what_redshift_lacks_or_the_stand_in_does_is_refused(String sql, String sqlState) {
        assertThatThrownBy(() -> translate(sql))
                .isInstanceOfSatisfying(RedshiftSqlException.class, e -> assertThat(e.sqlState())
                        .isEqualTo(sqlState));
    }
}
