package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortedRowsTest {

    /** Of one, two, three and four bytes of UTF-8, beside each other where UTF-16 would sort them otherwise. */
    private static final List<String> TEXTS = List.of("", "a", "ab", "\u00e9", "\u20ac", "\ud83d\ude00", "\uffee");

    private static final Comparator<@Nullable Object[]> EXPECTED = Comparator.<@Nullable Object[], String>comparing(
                    row -> (String) row[1],
                    Comparator.nullsLast((one, other) -> Arrays.compareUnsigned(
                            one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8))))
            .thenComparing(row -> (Long) row[0], Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(row -> (Integer) row[2]);

    @ParameterizedTest
    @ValueSource(longs = {1, 10_000, Long.MAX_VALUE})
    void rows_come_in_order_whether_they_fit_in_memory_or_not(long memory, @TempDir Path directory) {
        Random random = new Random(7);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            rows.add(new @Nullable Object[] {
                random.nextInt(5) == 0 ? null : (Long) random.nextLong(3),
                random.nextInt(5) == 0 ? null : TEXTS.get(random.nextInt(TEXTS.size())),
                i,
                random.nextDouble(),
                random.nextBoolean(),
                new BigDecimal("1.50"),
                "x".repeat(random.nextInt(300))
            });
        }
        List<@Nullable Object[]> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, random);
        List<String> sorted = new ArrayList<>();
        try (SortedRows taken = new SortedRows(new int[] {1, 0}, memory, directory)) {
            shuffled.forEach(taken::add);
            assertThat(taken.count()).isEqualTo(300);
            taken.sorted().forEachRemaining(row -> sorted.add(Arrays.toString(row)));
        }
        rows.sort(EXPECTED);

        assertThat(sorted)
                .containsExactlyElementsOf(rows.stream().map(Arrays::toString).toList());
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_row_may_be_longer_than_what_is_read_at_once(@TempDir Path directory) {
        String text = "\u20ac".repeat(100_000);
        try (SortedRows taken = new SortedRows(new int[] {0}, 1, directory)) {
            taken.add(new @Nullable Object[] {2L, text});
            taken.add(new @Nullable Object[] {1L, text + "!"});
            var rows = taken.sorted();

            assertThat(rows.next()).containsExactly(1L, text + "!");
            assertThat(rows.next()).containsExactly(2L, text);
            assertThat(rows.hasNext()).isFalse();
        }
    }
}
