package io.github.calllake.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestLake.Shared.class)
class SqlQuestionTest {

    private static final String SQL = """
            SELECT call_id, sentiment, count(*) AS utterances -- it's a comment
            FROM utterance
            WHERE event_date BETWEEN :from_date AND :to_date
              AND event_time >= :from AND event_time < :to AND sentiment <> ':from'
            GROUP BY call_id, sentiment""";

    private static Map<String, String> result() {
        Map<String, String> result = new LinkedHashMap<>();
        result.put("call_id", "text");
        result.put("sentiment", "text");
        result.put("utterances", "bigint");
        return result;
    }

    @Test
    void sql_over_the_flat_views_gives_the_same_rows_in_the_same_order_from_either_tier(TestLake lake) {
        assertThat(rows(lake, ExportTier.HOT)).isNotEmpty().isEqualTo(rows(lake, ExportTier.COLD));
    }

    private static List<String> rows(TestLake lake, ExportTier tier) {
        ExportTiers tiers = new ExportTiers(
                Optional.of(lake.hot()),
                Optional.of(lake.cold()),
                Optional.empty(),
                Duration.ZERO,
                Runnable::run,
                Clock.systemUTC());
        ExportWindow window = new ExportWindow(
                lake.start().minus(1, ChronoUnit.DAYS), lake.start().plus(1, ChronoUnit.DAYS));
        List<String> rows = new ArrayList<>();
        try (ExportRows asked = SqlQuestion.of(SQL, result()).ask(tiers.ask(tier), window)) {
            asked.forEachRemaining(row -> rows.add(Arrays.toString(row)));
        }
        return rows;
    }

    @Test
    void sql_that_cannot_be_a_window_is_refused() {
        assertThatThrownBy(() -> SqlQuestion.of("SELECT 1", result())).hasMessageContaining(":from and :to");
        assertThatThrownBy(() -> SqlQuestion.of("DELETE FROM utterance", result()))
                .hasMessageContaining("SELECT or WITH");
        assertThatThrownBy(() -> SqlQuestion.of(SQL + "; DROP TABLE x", result()))
                .hasMessageContaining("semicolon");
        assertThatThrownBy(() -> SqlQuestion.of(SQL + " AND x = 'a\\b'", result()))
                .hasMessageContaining("backslash");
        assertThatThrownBy(() -> SqlQuestion.of(SQL + " AND x = :colour", result()))
                .hasMessageContaining(":colour");
    }
}
