package io.github.calllake.query;

import static io.github.calllake.schema.tables.FlatTables.CALL_EVENT;
import static io.github.calllake.schema.tables.FlatTables.POST_CALL;
import static io.github.calllake.schema.tables.FlatTables.UTTERANCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.QueryException;
import io.github.calllake.engine.QueryOptions;
import io.github.calllake.engine.Tier;
import io.github.calllake.schema.FlatViews;
import io.github.calllake.schema.tables.FlatTables;
import io.github.calllake.schema.tables.FlatViewTable;
import io.github.calllake.schema.tables.UtteranceTable;
import io.trino.sql.parser.SqlParser;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Record2;
import org.jooq.Record3;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestLake.Shared.class)
class OwnSqlTest {

    private OwnSql hot;
    private OwnSql cold;
    private OwnSql both;
    private TimeRange everything;

    @BeforeEach
    void ask(TestLake lake) {
        hot = OwnSql.over(lake.hot());
        cold = OwnSql.over(lake.cold());
        everything = TimeRange.startingAt(lake.start().minus(Duration.ofDays(370)), Duration.ofDays(372));
        Instant middle = middle();
        both = OwnSql.over(
                lake.hot(),
                lake.cold(),
                () -> Optional.of(middle),
                TieredSettings.defaults(),
                ForkJoinPool.commonPool(),
                Clock.systemUTC());
    }

    private Condition in(FlatViewTable view) {
        return view.between(everything.from(), everything.to());
    }

    private Instant middle() {
        List<Instant> arrivals = arrivals().distinct().sorted().toList();
        return arrivals.get(arrivals.size() / 2);
    }

    /** Of final utterances. */
    private Stream<Instant> arrivals() {
        return hot
                .fetch(DSL.select(UTTERANCE.ARRIVAL_TIME)
                        .from(UTTERANCE)
                        .where(in(UTTERANCE).and(UTTERANCE.IS_PARTIAL.eq(DSL.inline(false)))))
                .stream()
                .map(row -> row.value1().toInstant(ZoneOffset.UTC));
    }

    @Test
    void a_select_of_rows_gives_the_same_of_either_tier_and_of_both() {
        Select<Record3<String, String, Long>> rows = DSL.select(
                        UTTERANCE.CALL_ID, UTTERANCE.SEQUENCE_NUMBER, UTTERANCE.END_OFFSET_MILLIS)
                .from(UTTERANCE)
                .where(in(UTTERANCE).and(UTTERANCE.IS_PARTIAL.eq(DSL.inline(false))));

        List<Record3<String, String, Long>> hotRows = hot.fetch(rows).items();
        Answer<Record3<String, String, Long>> bothRows = both.fetch(rows);

        assertThat(hotRows).isNotEmpty();
        assertThat(cold.fetch(rows).items()).containsExactlyInAnyOrderElementsOf(hotRows);
        assertThat(bothRows.items()).containsExactlyInAnyOrderElementsOf(hotRows);
        Instant middle = middle();
        long before = arrivals().filter(arrival -> arrival.isBefore(middle)).count();
        assertThat(bothRows.facts().boundary()).contains(middle);
        assertThat(bothRows.facts().tiers().stream().map(facts -> facts.tier() + " " + facts.rows()))
                .containsExactly("COLD " + before, "HOT " + (hotRows.size() - before));
        try (AnswerStream<Record3<String, String, Long>> stream = both.stream(rows)) {
            assertThat(stream.stream()).containsExactlyInAnyOrderElementsOf(hotRows);
        }
    }

    @Test
    void groups_joins_and_orders_are_for_one_tier() {
        UtteranceTable other = UTTERANCE.as("other");
        Select<Record3<String, Integer, BigDecimal>> groups = DSL.select(
                        UTTERANCE.SENTIMENT, DSL.count(), DSL.sum(UTTERANCE.END_OFFSET_MILLIS))
                .from(UTTERANCE)
                .join(CALL_EVENT)
                .on(CALL_EVENT.CALL_ID.eq(UTTERANCE.CALL_ID).and(in(CALL_EVENT)))
                .where(in(UTTERANCE)
                        .and(DSL.notExists(DSL.selectOne()
                                .from(other)
                                .where(in(other)
                                        .and(other.UTTERANCE_ID.eq(UTTERANCE.UTTERANCE_ID))
                                        .and(other.SEQUENCE_NUMBER.ne(UTTERANCE.SEQUENCE_NUMBER))
                                        .and(other.IS_PARTIAL.eq(UTTERANCE.IS_PARTIAL))))))
                .groupBy(UTTERANCE.SENTIMENT)
                .orderBy(DSL.count().desc(), UTTERANCE.SENTIMENT)
                .limit(DSL.inline(3));

        List<Record3<String, Integer, BigDecimal>> rows = hot.fetch(groups).items();

        assertThat(rows).isNotEmpty();
        assertThat(cold.fetch(groups).items()).isEqualTo(rows);
    }

    @Test
    void a_limit_within_a_query_is_understood_by_either_tier() {
        Select<Record2<String, Integer>> counts = DSL.select(DSL.field(DSL.name("call_id"), String.class), DSL.count())
                .from(DSL.select(UTTERANCE.CALL_ID)
                        .from(UTTERANCE)
                        .where(in(UTTERANCE).and(UTTERANCE.IS_PARTIAL.eq(DSL.inline(false))))
                        .orderBy(UTTERANCE.CALL_ID, UTTERANCE.UTTERANCE_ID)
                        .limit(DSL.inline(7))
                        .asTable("first_ones"))
                .groupBy(DSL.field(DSL.name("call_id")))
                .orderBy(DSL.field(DSL.name("call_id")))
                .limit(DSL.inline(5));

        List<Record2<String, Integer>> rows = hot.fetch(counts).items();

        assertThat(rows.stream().mapToInt(Record2::value2).sum()).isBetween(1, 7);
        assertThat(cold.fetch(counts).items()).isEqualTo(rows);
    }

    @Test
    void what_cannot_be_put_together_from_both_tiers_is_refused_by_name() {
        Supplier<Select<Record1<String>>> rows =
                () -> DSL.select(UTTERANCE.CALL_ID).from(UTTERANCE).where(in(UTTERANCE));
        Map<String, Select<?>> refused = Map.ofEntries(
                Map.entry(
                        "GROUP BY",
                        DSL.select(UTTERANCE.CALL_ID).from(UTTERANCE).groupBy(UTTERANCE.CALL_ID)),
                Map.entry(
                        "HAVING",
                        DSL.selectOne().from(UTTERANCE).having(DSL.count().gt(DSL.inline(1)))),
                Map.entry("DISTINCT", DSL.selectDistinct(UTTERANCE.CALL_ID).from(UTTERANCE)),
                Map.entry(
                        "ORDER BY",
                        DSL.select(UTTERANCE.CALL_ID).from(UTTERANCE).orderBy(UTTERANCE.CALL_ID)),
                Map.entry("LIMIT", DSL.select(UTTERANCE.CALL_ID).from(UTTERANCE).limit(DSL.inline(1))),
                Map.entry(
                        "or a window function",
                        DSL.select(DSL.rowNumber()
                                        .over(DSL.orderBy(UTTERANCE.CALL_ID))
                                        .plus(DSL.inline(1)))
                                .from(UTTERANCE)),
                Map.entry(
                        "an aggregate",
                        DSL.select(DSL.sum(UTTERANCE.END_OFFSET_MILLIS).plus(DSL.inline(1)))
                                .from(UTTERANCE)),
                Map.entry(
                        "a subquery or a set operation",
                        DSL.select(UTTERANCE.CALL_ID)
                                .from(UTTERANCE)
                                .where(UTTERANCE.CALL_ID.in(
                                        DSL.select(CALL_EVENT.CALL_ID).from(CALL_EVENT)))),
                Map.entry("a set operation", rows.get().unionAll(rows.get())),
                Map.entry("one flat view", DSL.select(UTTERANCE.CALL_ID).from(UTTERANCE, CALL_EVENT)),
                Map.entry(
                        "without joins",
                        DSL.select(UTTERANCE.CALL_ID)
                                .from(UTTERANCE)
                                .join(CALL_EVENT)
                                .on(CALL_EVENT.CALL_ID.eq(UTTERANCE.CALL_ID))),
                Map.entry(
                        "WITH",
                        DSL.with("w").as(rows.get()).select(UTTERANCE.CALL_ID).from(UTTERANCE)),
                Map.entry("post_call", DSL.select(POST_CALL.CALL_ID).from(POST_CALL)));

        refused.forEach((what, select) -> assertThatIllegalArgumentException()
                .as(what)
                .isThrownBy(() -> both.fetch(select))
                .withMessageContaining(what));
    }

    @Test
    void the_cold_tier_wants_the_days_of_each_view_bounded() {
        Select<Record2<String, String>> unbounded =
                DSL.select(UTTERANCE.CALL_ID, UTTERANCE.SENTIMENT).from(UTTERANCE);

        assertThatThrownBy(() -> cold.fetch(unbounded))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("event_date of utterance");
        assertThat(cold.with(QueryOptions.standard().onAnyDay())
                        .fetch(unbounded)
                        .items())
                .containsExactlyInAnyOrderElementsOf(hot.fetch(unbounded).items());
    }

    @Test
    void a_value_is_sent_as_a_value() {
        String hostile = "it's a \\' or 1=1 -- ${x} ?";
        Select<?> rows = DSL.select(UTTERANCE.CALL_ID)
                .from(UTTERANCE)
                .where(in(UTTERANCE).and(UTTERANCE.TRANSCRIPT.eq(hostile)));

        assertThat(hot.fetch(rows)).isEmpty();
        assertThat(cold.fetch(rows)).isEmpty();
        assertThat(both.fetch(rows)).isEmpty();
        for (String unfit : List.of("secret\0", "secret\ud800")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> both.fetch(DSL.select(UTTERANCE.CALL_ID)
                            .from(UTTERANCE)
                            .where(in(UTTERANCE).and(UTTERANCE.TRANSCRIPT.eq(unfit)))))
                    .withMessageStartingWith("The select holds")
                    .withMessageNotContaining("secret");
        }
    }

    @Test
    void every_column_of_every_view_can_be_read_from_both_tiers() {
        for (FlatViewTable view : List.of(
                FlatTables.CALL_EVENT,
                FlatTables.RECORDING,
                FlatTables.UTTERANCE,
                FlatTables.CATEGORY_MATCH,
                FlatTables.TRANSCRIPT_RESULT,
                FlatTables.VOICE_ANALYTICS_EVENT,
                FlatTables.SPEAKER_MATCH,
                FlatTables.VOICE_TONE)) {
            Answer<Record> rows = both.fetch(DSL.selectFrom(view).where(in(view)));

            assertThat(FlatViews.of(view.view()).columns()).hasSize(view.fields().length);
            assertThat(rows).as(view.view()).isNotEmpty();
            assertThat(rows.stream().map(row -> row.get("call_id"))).isNotEmpty();
        }
        assertThat(cold.fetch(DSL.selectFrom(POST_CALL).where(in(POST_CALL))))
                .isNotEmpty()
                .hasSize(cold.fetch(
                                DSL.select(POST_CALL.SESSION_ID).from(POST_CALL).where(in(POST_CALL)))
                        .items()
                        .size());
    }

    @Test
    void a_lake_that_was_taken_over_is_read_a_day_to_either_side(TestLake lake) {
        Instant from = Instant.parse("2026-03-29T00:00:00.0001Z");
        Select<?> rows =
                DSL.select(UTTERANCE.CALL_ID).from(UTTERANCE).where(UTTERANCE.between(from, from.plusSeconds(60)));
        try (AthenaEngine takenOver =
                new AthenaEngine(AthenaSettings.of(TestLake.DATABASE).withDaysBeside(1), lake.athenaClients())) {
            assertThat(takenOver.text(rows))
                    .contains("between date '2026-03-28' and date '2026-03-30'")
                    .contains(">= timestamp '2026-03-29 00:00:00.001'");
            assertThat(lake.cold().text(rows)).contains("between date '2026-03-29' and date '2026-03-29'");
            new SqlParser().createStatement(takenOver.text(rows));
        }
        assertThat(lake.hot().tier()).isEqualTo(Tier.HOT);
    }
}
