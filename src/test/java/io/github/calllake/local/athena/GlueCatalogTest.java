package io.github.calllake.local.athena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.ConcurrentModificationException;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.Table;

/** Glue through the SDK's client. */
class GlueCatalogTest {
    private static Stack stack(Path directory) throws IOException {
        return new Stack(directory, Clock.systemUTC());
    }

    @Test
    void databases_and_tables_are_created_changed_listed_and_deleted(@TempDir Path directory) throws IOException {
        try (Stack stack = stack(directory)) {
            stack.glue.createDatabase(request ->
                    request.databaseInput(input -> input.name("Calls").description("first")));
            assertThatThrownBy(stack::database).isInstanceOf(AlreadyExistsException.class);
            stack.glue.updateDatabase(request -> request.name("calls")
                    .databaseInput(input -> input.name("calls").description("second")));
            Database database =
                    stack.glue.getDatabase(request -> request.name("CALLS")).database();
            assertThat(database.name()).isEqualTo("calls");
            assertThat(database.description()).isEqualTo("second");

            stack.table("Utterances", List.of("a string"), List.of("year string"), Map.of("k", "v"));
            assertThatThrownBy(() -> stack.table("utterances", List.of(), List.of(), Map.of()))
                    .isInstanceOf(AlreadyExistsException.class);
            Table table = table(stack, "UTTERANCES");
            assertThat(table.name()).isEqualTo("utterances");
            assertThat(table.databaseName()).isEqualTo("calls");
            assertThat(table.createTime()).isNotNull();
            assertThat(table.parameters()).containsEntry("k", "v");
            assertThat(table.partitionKeys()).extracting(Column::name).containsExactly("year");

            stack.glue.updateTable(request -> request.databaseName("calls")
                    .tableInput(input -> input.name("utterances").description("new"))
                    .versionId("0"));
            assertThat(table(stack, "utterances").description()).isEqualTo("new");
            assertThat(table(stack, "utterances").versionId()).isEqualTo("1");
            assertThatThrownBy(() -> stack.glue.updateTable(request -> request.databaseName("calls")
                            .tableInput(input -> input.name("utterances"))
                            .versionId("0")))
                    .isInstanceOf(ConcurrentModificationException.class);

            stack.glue.deleteTable(request -> request.databaseName("calls").name("utterances"));
            assertThatThrownBy(() -> table(stack, "utterances")).isInstanceOf(EntityNotFoundException.class);
            stack.glue.deleteDatabase(request -> request.name("calls"));
            assertThatThrownBy(() -> stack.glue.getDatabase(request -> request.name("calls")))
                    .isInstanceOf(EntityNotFoundException.class);
            stack.database();
            assertThat(stack.glue
                            .getTables(request -> request.databaseName("calls"))
                            .tableList())
                    .isEmpty();
        }
    }

    private static Table table(Stack stack, String name) {
        return stack.glue
                .getTable(request -> request.databaseName(Stack.DATABASE).name(name))
                .table();
    }

    @Test
    void lists_come_in_pages(@TempDir Path directory) throws IOException {
        try (Stack stack = stack(directory)) {
            stack.database();
            List<String> names = IntStream.range(0, 7).mapToObj(i -> "t" + i).toList();
            names.forEach(name -> stack.table(name, List.of(), List.of(), Map.of()));

            assertThat(stack.glue.getTablesPaginator(
                            request -> request.databaseName(Stack.DATABASE).maxResults(3)))
                    .satisfies(pages -> assertThat(pages).hasSize(3))
                    .flatExtracting(
                            page -> page.tableList().stream().map(Table::name).toList())
                    .containsExactlyElementsOf(names);
            assertThat(stack.glue
                            .getTables(request ->
                                    request.databaseName(Stack.DATABASE).expression("t[12]"))
                            .tableList())
                    .extracting(Table::name)
                    .containsExactly("t1", "t2");
            assertThat(stack.glue
                            .batchDeleteTable(request ->
                                    request.databaseName(Stack.DATABASE).tablesToDelete("t0", "missing"))
                            .errors())
                    .satisfiesExactly(error -> {
                        assertThat(error.tableName()).isEqualTo("missing");
                        assertThat(error.errorDetail().errorCode()).isEqualTo("EntityNotFoundException");
                    });
        }
    }

    @Test
    void mistakes_have_the_types_of_glue(@TempDir Path directory) throws IOException {
        try (Stack stack = stack(directory)) {
            assertThatThrownBy(() -> stack.table("t", List.of(), List.of(), Map.of()))
                    .isInstanceOf(EntityNotFoundException.class);
            assertThatThrownBy(() -> stack.glue.getTables(request -> request.databaseName("missing")))
                    .isInstanceOf(EntityNotFoundException.class);
            assertThatThrownBy(
                            () -> stack.glue.createDatabase(request -> request.databaseInput(input -> input.name(""))))
                    .isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> stack.glue.getCrawlers(request -> {}))
                    .isInstanceOfSatisfying(
                            GlueException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnknownOperationException"));
        }
    }

    @Test
    void a_new_process_finds_what_a_killed_one_had_answered_for(@TempDir Path directory) throws IOException {
        try (Stack stack = stack(directory)) {
            stack.database();
            stack.table("a.b/../c%", List.of("x string"), List.of(), Map.of());
            stack.athena.createWorkGroup(request -> request.name("reports"));
            Path copy = directory.resolve("copy");
            copy(directory.resolve("athena"), copy.resolve("athena"));
            Files.writeString(copy.resolve("athena/glue/databases/calls.json.new"), "{\"Na");

            try (Stack second = new Stack(copy, Clock.systemUTC())) {
                assertThat(table(second, "a.b/../c%").storageDescriptor().columns())
                        .extracting(Column::name)
                        .containsExactly("x");
                assertThat(second.athena.listWorkGroups(request -> {}).workGroups())
                        .extracting(group -> group.name())
                        .containsExactly("primary", "reports");
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    @Test
    void a_storage_descriptor_is_filled_in_as_glue_does(@TempDir Path directory) throws IOException {
        try (Stack stack = stack(directory)) {
            stack.database();
            stack.table("plain", List.of("id bigint"), List.of(), Map.of());
            stack.succeed("CREATE VIEW seen AS SELECT id FROM plain");

            for (String name : List.of("plain", "seen")) {
                var storage = table(stack, name).storageDescriptor();
                assertThat(storage.numberOfBuckets()).isZero();
                assertThat(storage.compressed()).isFalse();
                assertThat(storage.serdeInfo()).isNotNull();
            }
        }
    }
}
