package io.github.calllake.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version of pom.xml without {@code -SNAPSHOT} is a release. */
class ReleasedMigrationsTest {

    private static final Path MIGRATIONS = Path.of("db/migrations");
    private static final Path RELEASED = Path.of("db/released.sha256");

    @Test
    void no_released_migration_has_changed_and_a_release_lists_all() throws IOException {
        ReleasedMigrations there = ReleasedMigrations.of(MIGRATIONS);
        List<String> lines = Files.readAllLines(RELEASED);
        assertThat(ReleasedMigrations.parse(lines).brokenBy(there)).isEmpty();
        if (Boolean.getBoolean("call-lake.release-migrations")) {
            String comment = lines.stream()
                    .filter(line -> line.startsWith("#"))
                    .map(line -> line + "\n")
                    .collect(Collectors.joining());
            Files.writeString(RELEASED, there.text(comment));
        }

        assertThat(there.sums()).hasSizeGreaterThan(50);
        if (!projectVersion().endsWith("-SNAPSHOT")) {
            assertThat(ReleasedMigrations.parse(Files.readAllLines(RELEASED)).missing(there))
                    .isEmpty();
        }
    }

    @Test
    void a_released_file_that_changes_or_goes_is_found_and_callbacks_may_change(@TempDir Path directory)
            throws IOException {
        Path common = Files.createDirectories(directory.resolve("common"));
        Path one = Files.writeString(common.resolve("V001__one.sql"), "SELECT 1;\n");
        Path two = Files.writeString(common.resolve("V002__two.sql"), "SELECT 2;\n");
        Path callback = Files.writeString(common.resolve("beforeMigrate__check.sql"), "SELECT 3;\n");
        Path readers = Files.writeString(common.resolve("R__readers.sql"), "SELECT 4;\n");
        ReleasedMigrations released = ReleasedMigrations.parse(
                ReleasedMigrations.of(directory).text("# released\n").lines().toList());
        assertThat(released.sums()).containsOnlyKeys("common/V001__one.sql", "common/V002__two.sql");

        Files.writeString(callback, "SELECT 5;\n");
        Files.writeString(readers, "SELECT 6;\n");
        Files.writeString(common.resolve("V003__three.sql"), "SELECT 7;\n");
        assertThat(released.brokenBy(ReleasedMigrations.of(directory))).isEmpty();
        assertThat(released.missing(ReleasedMigrations.of(directory))).containsExactly("common/V003__three.sql");

        Files.writeString(one, "SELECT 1 ;\n");
        Files.delete(two);
        assertThat(released.brokenBy(ReleasedMigrations.of(directory)))
                .containsExactly(
                        "common/V001__one.sql was released and has changed: put the change into a new migration",
                        "common/V002__two.sql was released and is gone");
    }

    private static String projectVersion() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        int project = pom.indexOf("<artifactId>call-lake</artifactId>");
        int version = pom.indexOf("<version>", project) + "<version>".length();
        return pom.substring(version, pom.indexOf("</version>", version));
    }
}
