package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.lake.FlatFileReader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnloadingEngineTest {

    @Test
    void what_was_read_back_leaves_the_disk_though_it_is_still_mapped(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("part.parquet");
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            statement.execute("COPY (SELECT 1 AS n) TO '" + file + "' (FORMAT parquet)");
        }
        // Another name of the same file says what it still holds.
        Path other = Files.createLink(directory.resolve("other"), file);
        FlatFileReader reader = new FlatFileReader(file, List.of("n"));
        assertThat(reader.next()).containsExactly(1);

        UnloadingEngine.discard(file);

        assertThat(file).doesNotExist();
        assertThat(other).isEmptyFile();
        assertThat(reader.hasNext()).isFalse();
        UnloadingEngine.discard(file);
    }

    @Test
    void a_number_is_a_text_where_one_is_asked_for_as_through_a_cursor() {
        Select<?> any = DSL.selectOne();
        PushedQuery pushed = new PushedQuery(any, List.of(DSL.field("n", String.class)), List.of(0));

        assertThat(pushed.values(Tier.HOT, new Object[] {5L})).containsExactly("5");
        assertThat(pushed.values(Tier.HOT, new Object[] {new BigDecimal("1.50")}))
                .containsExactly("1.50");
    }
}
