package io.github.calllake.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RowIndexTest {

    private static final Instant DAY = Instant.parse("1969-03-01T00:00:00Z");

    private record Row(Optional<String> call, Instant time, long position) {}

    @Test
    void rows_lie_by_call_then_time_then_as_they_came_and_those_without_a_call_last() {
        Random random = new Random(1);
        RowIndex index = new RowIndex();
        List<Row> rows = new ArrayList<>();
        for (long position = 0; position < 5_000; position++) {
            Optional<String> call =
                    random.nextInt(10) == 0 ? Optional.empty() : Optional.of("call-" + random.nextInt(200));
            Row row = new Row(call, DAY.plusMillis(random.nextInt(86_400_000) / 1_000_000 * 1_000_000L), position * 10);
            rows.add(row);
            index.add(row.call(), row.time(), row.position());
        }
        rows.sort(Comparator.comparing((Row row) -> row.call().orElse("~")).thenComparing(Row::time));

        assertThat(index.size()).isEqualTo(5_000);
        assertThat(LongStream.of(index.inOrder()).boxed())
                .isEqualTo(rows.stream().map(Row::position).toList());
    }

    @Test
    void an_index_of_rows_without_calls_keeps_their_order() {
        RowIndex index = new RowIndex();
        index.add(Optional.empty(), DAY.plusSeconds(9), 1);
        index.add(Optional.empty(), DAY.plusSeconds(9), 2);
        index.add(Optional.empty(), DAY.plusSeconds(5), 3);

        assertThat(index.inOrder()).containsExactly(3, 1, 2);
    }
}
