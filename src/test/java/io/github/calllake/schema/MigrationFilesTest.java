package io.github.calllake.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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

    private static List<String> filesThere() throws IOException {
        try (Stream<Path> files = Files.walk(DB)) {
            return files.filter(path -> path.toString().matches(".*[.]sql([.]conf)?"))
                    .filter(path -> !path.toString().contains("sensors"))
                    .map(path -> DB.relativize(path).toString().replace('\\', '/'))
                    .toList();
        }
    }
}
