package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine reads out of a statement's text. */
class SqlTextTest {

    private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
    private static final LocalDate LAST = LocalDate.of(2026, 3, 2);

    @Test
    void literals_are_masked_in_the_sql_of_either_engine() {
        assertThat(SqlText.of("select \"a\" from t where b = 'it''s \\' and c > 12.5", Tier.COLD)
                        .masked())
                .isEqualTo("select \"a\" from t where b = ? and c > ?");
        assertThat(SqlText.of("select 'it\\'s -- secret' /* secret */, 1e5 from \"s\".\"t\"", Tier.HOT)
                        .masked())
                .isEqualTo("select ?, ? from \"s\".\"t\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SYNTAX_ERROR: line 1:8: Column 'x' cannot be resolved|SYNTAX_ERROR: line 1:8: Column '?' cannot be resolved",
                "INVALID_CAST_ARGUMENT: Value Ann cannot be cast to date|INVALID_CAST_ARGUMENT",
                "TYPE_MISMATCH: no secret call|TYPE_MISMATCH: no ?",
                "HIVE_BAD_DATA: file of +4915112345678|HIVE_BAD_DATA: file of ?",
                "Query exhausted resources at this scale factor|Query exhausted resources at this scale factor",
            })
    void a_reason_holds_no_value(String reason, String told) {
        SqlText statement = SqlText.of("select 1 where a = 'secret call'", Tier.COLD);
        assertThat(FailureText.reason(reason, statement)).isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select x from \"db\".\"u\" where event_date between date '2026-03-01' and date '2026-03-02'",
                "select x from \"db\".\"u\" as \"a\" where (\"a\".\"event_date\" between date '2026-03-01' and date '2026-03-02'"
                        + " and (x = 1 or y = 2)) order by x",
                "select x from \"db\".\"u\" where event_date >= date '2026-03-01' and (event_date <= date '2026-03-02')",
                "with w as (select * from db.u where event_date >= date '2026-03-01' and event_date < date '2026-03-02')"
                        + " select * from w",
                "select 1 from (select db.u.x from db.u where event_date between date '2026-03-01' and date '2026-03-02'"
                        + " and event_date > date '2026-02-01') as t"
            })
    void days_that_bound_a_relation_are_found(String sql) {
        assertThat(DayBounds.of(SqlText.of(sql, Tier.COLD), "db"))
                .containsExactly(new DayBounds.Read("u", Optional.of(FIRST), Optional.of(LAST)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select x from db.u",
                "select x from db.u where event_date >= date '2026-03-01'",
                "select x from db.u where event_date between date '2026-03-01' and date '2026-03-02' or x = 1",
                "select x from db.u where not (event_date between date '2026-03-01' and date '2026-03-02')",
                "select x from db.u where event_date between date '2026-03-01' and current_date",
                "select x from db.u where x in (select 1 where event_date between date '2026-03-01' and date '2026-03-02')",
                "select x from db.u where event_date_x between date '2026-03-01' and date '2026-03-02'"
            })
    void what_does_not_bound_every_row_is_no_bound(String sql) {
        assertThat(DayBounds.of(SqlText.of(sql, Tier.COLD), "db")).noneMatch(DayBounds.Read::isBounded);
    }

    @Test
    void each_relation_of_a_join_and_of_a_union_needs_its_own_days() {
        List<DayBounds.Read> reads = DayBounds.of(
                SqlText.of(
                        "select 1 from db.u as \"a\" join db.v as \"b\" on a.id = b.id and b.event_date = date '2026-03-01'"
                                + " where a.event_date between date '2026-03-01' and date '2026-03-02'"
                                + " union all select 1 from db.w",
                        Tier.COLD),
                "db");

        assertThat(reads)
                .containsExactly(
                        new DayBounds.Read("u", Optional.of(FIRST), Optional.of(LAST)),
                        new DayBounds.Read("v", Optional.of(FIRST), Optional.of(FIRST)),
                        new DayBounds.Read("w", Optional.empty(), Optional.empty()));
    }
}
