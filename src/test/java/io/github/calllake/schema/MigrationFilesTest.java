package io.github.calllake.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The migrations are files, so that Flyway runs them on a fresh clone; this holds them to the definition of the columns.
 * {@code mvn test -Dtest=MigrationFilesTest -Dcall-lake.write-migrations=true} writes them anew.
 */
class MigrationFilesTest {

    private static final Path DB = Path.of("db");

    @Test
    void migration_files_say_what_the_definition_of_the_columns_says() throws IOException {
        Map<String, String> expected = HotTierScripts.all();
        if (Boolean.getBoolean("call-lake.write-migrations")) {
            for (Map.Entry<String, String> file : expected.entrySet()) {
                Path path = DB.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
        }

        for (Map.Entry<String, String> file : expected.entrySet()) {
            assertThat(DB.resolve(file.getKey())).hasContent(file.getValue());
        }
        assertThat(filesThere()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    }

    /** The history that a streaming view holds is longer than the stream's. */
    @ParameterizedTest
    @MethodSource("scripts")
    void no_script_drops_or_empties_what_holds_records(Path script) throws IOException {
        String sql = Files.readString(script)
                .replaceAll("--[^\n]*", "")
                .replaceAll("\\s+", " ")
                .toUpperCase(Locale.ROOT);

        assertThat(sql.replaceAll("DROP PROCEDURE ", ""))
                .doesNotContainPattern("\\bDROP\\b")
                .doesNotContainPattern("\\b(TRUNCATE|DELETE|CASCADE|APPEND|ALTER)\\b")
                .doesNotContain("CREATE OR REPLACE MATERIALIZED", "IF NOT EXISTS MATERIALIZED");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void a_streaming_view_is_made_on_its_own_and_outside_of_a_transaction(Path script) throws IOException {
        String sql = Files.readString(script);
        boolean streaming = sql.contains("CREATE MATERIALIZED VIEW") || sql.contains("CREATE EXTERNAL SCHEMA");

        if (streaming) {
            assertThat(sql.chars().filter(c -> c == ';')).hasSize(1);
            assertThat(Path.of(script + ".conf")).hasContent("executeInTransaction=false\n");
        }
        assertThat(streaming)
                .isEqualTo(script.toString().matches(".*V(001|002__(landing|sensor)|00[3-9]|010).*")
                        && !script.toString().matches(".*landing.V(00[3-9]|010).*"));
    }

    static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.walk(DB)) {
            return files.filter(path -> path.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> filesThere() throws IOException {
        try (Stream<Path> files = Files.walk(DB)) {
            return files.filter(path -> path.toString().matches(".*[.]sql([.]conf)?"))
                    .filter(path -> !path.toString().contains("sensors"))
                    .map(path -> DB.relativize(path).toString().replace('\\', '/'))
                    .toList();
        }
    }
}
