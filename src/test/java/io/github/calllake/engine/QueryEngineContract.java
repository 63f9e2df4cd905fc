package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine promises; each engine's test says which one it is. */
@ExtendWith(TestLake.Shared.class)
abstract class QueryEngineContract {

    private static final QueryOptions ANY_DAY = QueryOptions.standard().onAnyDay();

    private QueryEngine engine;

    abstract QueryEngine of(TestLake lake);

    @BeforeEach
    void ask(TestLake lake) {
        engine = of(lake);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "it's",
                "back\\slash",
                "a\\'b\\\\ \" ${x} :p ?q \u20ac \ud83d\ude00 ${jndi:x} -- /* */ ; {0} % _",
                "t\\' or 1=1 --",
                "ends with \\",
                "line\nfeed\rreturn\u2028",
                "\u0001",
                " blanks ",
                ""
            })
    void a_text_comes_back_as_it_was_sent(String text) {
        assertThat(one(DSL.inline(text))).isEqualTo(text);
    }

    @Test
    void values_of_every_type_come_back_as_they_were_sent() {
        LocalDateTime time = LocalDateTime.of(2026, 3, 29, 2, 30, 0, 123_000_000);

        assertThat(one(DSL.inline(Long.MAX_VALUE).cast(Long.class))).isEqualTo(Long.MAX_VALUE);
        assertThat(one(DSL.inline(-7).cast(Integer.class))).isEqualTo(-7);
        assertThat(one(DSL.inline(0.1).cast(Double.class))).isEqualTo(0.1);
        assertThat(one(DSL.inline(true))).isTrue();
        assertThat(one(DSL.inline(time))).isEqualTo(time);
        assertThat(one(DSL.inline(LocalDate.of(2024, 2, 29)))).isEqualTo(LocalDate.of(2024, 2, 29));
    }

    @Test
    void null_is_null_in_every_type() {
        assertThat(one(DSL.castNull(SQLDataType.VARCHAR(10)))).isNull();
        assertThat(one(DSL.castNull(Long.class))).isNull();
        assertThat(one(DSL.castNull(Integer.class))).isNull();
        assertThat(one(DSL.castNull(Double.class))).isNull();
        assertThat(one(DSL.castNull(Boolean.class))).isNull();
        assertThat(one(DSL.castNull(LocalDateTime.class))).isNull();
    }

    @Test
    void rows_are_streamed_and_a_stream_may_be_closed_early() {
        Field<String> sequence = DSL.field(DSL.name("sequence_number"), String.class);
        for (int i = 0; i < 20; i++) {
            try (Stream<Record1<String>> rows = engine.open(utterances(sequence), ANY_DAY).stream()) {
                assertThat(rows.limit(1).toList()).hasSize(1);
            }
        }
    }

    @Test
    void an_answer_says_what_it_took() {
        Field<String> sequence = DSL.field(DSL.name("sequence_number"), String.class);
        try (QueryRows<Record1<String>> rows = engine.open(utterances(sequence), ANY_DAY)) {
            assertThat(rows.stats().rows()).isZero();
            rows.next();
            rows.next();

            assertThat(rows.stats().rows()).isEqualTo(2);
            int left = rows.list().size();
            assertThat(rows.stats().rows()).isEqualTo(2 + left);
            assertThat(rows.stats().tier()).isEqualTo(engine.tier());
            assertThat(rows.stats().elapsed()).isPositive();
            assertThat(rows.stats().reused()).isFalse();
        }
    }

    @Test
    void a_query_that_takes_too_long_is_cancelled() {
        assertThatThrownBy(() -> engine.open(endless(), ANY_DAY.withTimeout(Duration.ofMillis(300))))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("took longer than PT0.3S; cancelled");
        assertThat(one(DSL.inline(1))).isEqualTo(1);
    }

    @Test
    void a_query_is_cancelled_when_its_thread_is_interrupted() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread asking = new Thread(() -> {
            try (QueryRows<?> rows = engine.open(endless(), ANY_DAY)) {
                failure.completeExceptionally(
                        new AssertionError("answered " + rows.stats().rows()));
            } catch (QueryException e) {
                interrupted.set(Thread.currentThread().isInterrupted());
                failure.complete(e);
            }
        });
        asking.start();
        asking.interrupt();

        assertThat(failure.get(1, TimeUnit.MINUTES)).hasMessageContaining("interrupted");
        assertThat(interrupted).isTrue();
        assertThat(one(DSL.inline(1))).isEqualTo(1);
    }

    private Select<Record1<String>> utterances(Field<String> column) {
        return engine.sql().select(column).from(DSL.table(engine.qualified("utterance")));
    }

    private Select<Record1<Integer>> endless() {
        Table<?> rows = DSL.table(engine.qualified("utterance"));
        return engine.sql().selectCount().from(rows.as("a"), rows.as("b"), rows.as("c"), rows.as("d"), rows.as("e"));
    }

    @Test
    void a_query_that_fails_says_which_engine_failed_and_nothing_of_what_was_asked() {
        assertThatThrownBy(() -> engine.open(
                        engine.sql().select(DSL.inline("secret")).from(DSL.table(engine.qualified("no_such_view"))),
                        ANY_DAY))
                .isInstanceOf(QueryException.class)
                .hasMessageStartingWith(engine.tier().engine() + ": ")
                .hasMessageNotContaining("secret");
        assertThat(one(DSL.inline(1))).isEqualTo(1);
    }

    private <T> T one(Field<T> field) {
        List<Record1<T>> rows = engine.list(engine.sql().select(field.as("value")));
        assertThat(rows).hasSize(1);
        return rows.get(0).value1();
    }
}
