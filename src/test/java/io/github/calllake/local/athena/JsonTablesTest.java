package io.github.calllake.local.athena;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.glue.model.Column;

/** Glue's tables over JSON, read as Trino's account of the OpenX format says. */
class JsonTablesTest {
    private static final String FIRST = """
            {"Name":"A","COUNT":"12","Deep":{"List":[{"X":1.5},{"x":null}],"Kept":true},"Byname":{"One Name":{"n":3}},"other":1}
            """;

    private Path directory;
    private Stack stack;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        stack = new Stack(temporary, Clock.systemUTC());
        stack.database();
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private static List<@Nullable String> row(@Nullable String... values) {
        return Arrays.asList(values);
    }

    private void table(Map<String, String> properties) {
        List<Column> columns = Stream.of(
                        "name string",
                        "count int",
                        "deep struct<list:array<struct<x:double>>,kept:boolean>",
                        "byname map<string,struct<n:bigint>>")
                .map(text -> Column.builder()
                        .name(text.split(" ")[0])
                        .type(text.split(" ")[1])
                        .build())
                .toList();
        stack.glue.createTable(request -> request.databaseName(Stack.DATABASE)
                .tableInput(input -> input.name("j").storageDescriptor(storage -> storage.location("s3://lake/j/")
                        .columns(columns)
                        .serdeInfo(serde -> serde.serializationLibrary("org.openx.data.jsonserde.JsonSerDe")
                                .parameters(properties)))));
    }

    private void file(String name, String text) throws IOException {
        Path file = stack.object("j/" + name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void keys_are_found_in_any_case_and_at_any_depth() throws IOException {
        table(Map.of());
        file("a.json", FIRST);

        assertThat(stack.rows("SELECT name, count, deep.list[1].x, cardinality(deep.list), deep.kept, byname,"
                        + " json_format(cast(deep as json)), \"$path\" FROM j"))
                .containsExactly(row(
                        "A",
                        "12",
                        "1.5",
                        "2",
                        "true",
                        "{One Name={n=3}}",
                        "{\"list\":[{\"x\":1.5},{\"x\":null}],\"kept\":true}",
                        "s3://lake/j/a.json"));
        assertThat(stack.rows("SELECT x FROM j CROSS JOIN UNNEST(deep.list) AS t(x)"))
                .containsExactly(row("1.5"), row((String) null));
        assertThat(stack.rows("SELECT k, v.n FROM j CROSS JOIN UNNEST(byname) AS t(k, v)"))
                .containsExactly(row("One Name", "3"));
    }

    @Test
    void values_that_do_not_fit_are_null_and_text_takes_everything() throws IOException {
        table(Map.of());
        file(
                "a.json",
                "{\"name\":{\"a\":[1.5,true]},\"count\":3000000000,\"deep\":{\"list\":{\"x\":\"no\"},\"kept\":\"yes\"}}");
        file("b.json", "{\"name\":7,\"count\":\"x\",\"deep\":\" \",\"byname\":null}");

        assertThat(stack.rows("SELECT name, count, deep.list, deep.kept FROM j ORDER BY \"$path\""))
                .containsExactly(row("{\"a\":[1.5,true]}", null, "[{x=null}]", "false"), row("7", null, null, null));
    }

    @Test
    void every_line_is_a_row_and_what_is_no_object_one_of_nulls() throws IOException {
        table(Map.of("ignore.malformed.json", "true"));
        file("a.json", FIRST + "{\"name\":\"B\"} trailing\n");
        file("a.wav", "RIFF\u0001\n\n{\u0002broken\n");
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(stack.object("j/z.json.gz")))) {
            packed.write("{\"name\":\"Z\"}".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(stack.rows("SELECT name, \"$path\" FROM j ORDER BY name, \"$path\""))
                .containsExactly(
                        row("A", "s3://lake/j/a.json"),
                        row("B", "s3://lake/j/a.json"),
                        row("Z", "s3://lake/j/z.json.gz"),
                        row(null, "s3://lake/j/a.wav"),
                        row(null, "s3://lake/j/a.wav"),
                        row(null, "s3://lake/j/a.wav"));
    }

    @Test
    void a_broken_line_fails_the_query_unless_the_table_ignores_it() throws IOException {
        table(Map.of());
        file("a.json", "{\"name\":");

        assertThat(stack.failure("SELECT name FROM j")).isEqualTo("HIVE_CURSOR_ERROR: Row is not a valid JSON Object");
    }

    @Test
    void a_property_that_is_not_emulated_fails_by_name() throws IOException {
        table(Map.of("case.insensitive", "false"));
        file("a.json", FIRST);

        assertThat(stack.failure("SELECT name FROM j"))
                .isEqualTo("NOT_SUPPORTED: not emulated locally: SerDe property case.insensitive = 'false'");
    }

    @Test
    void files_are_scanned_whole_and_nothing_of_them_is_left_over() throws IOException {
        table(Map.of());
        file("a.json", FIRST);

        assertThat(stack.succeed("SELECT count FROM j").statistics().dataScannedInBytes())
                .isEqualTo(FIRST.length());
        try (Stream<Path> left = Files.list(directory.resolve("athena").resolve("temporary"))) {
            assertThat(left).isEmpty();
        }
    }
}
