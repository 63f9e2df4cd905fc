package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import io.github.calllake.engine.RedshiftSession.Row;
import io.github.calllake.engine.RedshiftSession.StatementException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TestLake.Shared.class)
class RedshiftSessionTest {

    @ParameterizedTest
    @ValueSource(strings = {"plain", "it's", "t\\' or 1=1 --", "\\", "''", "a\"b", "${x} :p ? {0}", "é€"})
    void a_literal_comes_back_as_it_was(String text, TestLake lake) {
        try (RedshiftSession session = open(lake)) {
            List<Row> rows = session.rows("SELECT " + RedshiftSession.literal(text) + "::varchar(100) AS t");

            assertThat(rows).singleElement().satisfies(row -> assertThat(row.text("t"))
                    .contains(text));
        }
    }

    @Test
    void a_name_is_one_name_whatever_is_in_it() {
        assertThat(RedshiftSession.name("calls", "a\"; DROP TABLE b; --"))
                .isEqualTo("\"calls\".\"a\"\"; DROP TABLE b; --\"");
        assertThatThrownBy(() -> RedshiftSession.literal("a\0b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void padding_and_nulls_are_left_out_and_times_are_read_as_they_are(TestLake lake) {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
        try (RedshiftSession session = open(lake)) {
            Row row = session.rows("SELECT 'a'::char(20) AS padded, ' '::char(3) AS blank, NULL::int AS nothing,"
                            + " 12345678901::bigint AS big, TIMESTAMP '2026-03-01 12:00:00.123' AS at")
                    .get(0);

            assertThat(row.text("padded")).contains("a");
            assertThat(row.text("blank")).isEmpty();
            assertThat(row.number("nothing")).isZero();
            assertThat(row.number("big")).isEqualTo(12_345_678_901L);
            assertThat(row.time("at")).contains(LocalDateTime.parse("2026-03-01T12:00:00.123"));
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void a_refusal_names_what_is_missing_and_a_failure_on_data_quotes_no_value(TestLake lake) {
        try (RedshiftSession session = open(lake)) {
            assertThatThrownBy(() -> session.rows("SELECT * FROM no_such_view"))
                    .isInstanceOf(StatementException.class)
                    .hasMessageContaining("no_such_view")
                    .extracting(e -> ((StatementException) e).sqlState())
                    .isEqualTo("42P01");
            assertThatThrownBy(() -> session.rows("SELECT 'secret'::int AS n"))
                    .isInstanceOf(StatementException.class)
                    .hasMessageNotContaining("secret");
        }
    }

    private static RedshiftSession open(TestLake lake) {
        return RedshiftSession.open(RedshiftSettings.of(
                lake.aws().redshiftJdbcUrl(),
                lake.aws().redshiftUser(),
                lake.aws().redshiftPassword()));
    }
}
