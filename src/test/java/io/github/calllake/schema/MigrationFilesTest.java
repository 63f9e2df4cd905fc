package io.github.calllake.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The migrations are files, so that Flyway runs them on a fresh clone; this holds them to the definition of the columns.
 * {@code mvn test -Dtest=MigrationFilesTest -Dcall-lake.write-migrations=true} writes them anew.
 */
class MigrationFilesTest {

    private static final Path MIGRATIONS = Path.of("db/migrations");
    private static final String NOT_IN_A_TRANSACTION = "executeInTransaction=false\n";

    @Test
    void migration_files_say_what_the_definition_of_the_columns_says() throws IOException {
        Map<String, String> expected = expected();
        if (Boolean.getBoolean("call-lake.write-migrations")) {
            for (Map.Entry<String, String> file : expected.entrySet()) {
                Files.writeString(MIGRATIONS.resolve(file.getKey()), file.getValue());
            }
        }

        for (Map.Entry<String, String> file : expected.entrySet()) {
            assertThat(MIGRATIONS.resolve(file.getKey())).hasContent(file.getValue());
        }
        assertThat(filesThere()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    }

    private static Map<String, String> expected() {
        Map<String, String> files = new LinkedHashMap<>();
        put(files, "kinesis_schema", RedshiftSql.externalSchema());
        EventTables.all().forEach(table -> put(files, table.name(), RedshiftSql.createStreamingView(table)));
        FlatViews.all().forEach(view -> put(files, view.name(), RedshiftSql.createFlatView(view)));
        return files;
    }

    private static void put(Map<String, String> files, String name, String sql) {
        String file = "V%03d__%s.sql".formatted(files.size() / 2 + 1, name);
        files.put(file, sql);
        files.put(file + ".conf", NOT_IN_A_TRANSACTION);
    }

    private static List<String> filesThere() throws IOException {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }
}
