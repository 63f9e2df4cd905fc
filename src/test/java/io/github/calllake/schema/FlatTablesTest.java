package io.github.calllake.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.schema.FlatView.ValueType;
import io.github.calllake.schema.tables.FlatTables;
import io.github.calllake.schema.tables.FlatViewTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Field;
import org.junit.jupiter.api.Test;

/**
 * The jOOQ tables are source files, so that an IDE knows them, and say what the definition of the flat views says. Written anew by
 * {@code mvn test -Dtest=FlatTablesTest -Dcall-lake.write-flat-tables=true}.
 */
class FlatTablesTest {

    private static final Path SOURCES = Path.of("src/main/java/io/github/calllake/schema/tables");

    private record Column(String name, ValueType type) {
        String constant() {
            return name.toUpperCase(Locale.ROOT);
        }

        String javaType() {
            return switch (type) {
                case VARCHAR, JSON -> "String";
                case BOOLEAN -> "Boolean";
                case INTEGER -> "Integer";
                case BIGINT -> "Long";
                case DOUBLE -> "Double";
                case TIMESTAMP -> "LocalDateTime";
                case DATE -> "LocalDate";
            };
        }

        String dataType() {
            return switch (type) {
                case VARCHAR, JSON -> "VARCHAR";
                case BOOLEAN -> "BOOLEAN";
                case INTEGER -> "INTEGER";
                case BIGINT -> "BIGINT";
                case DOUBLE -> "DOUBLE";
                case TIMESTAMP -> "LOCALDATETIME";
                case DATE -> "LOCALDATE";
            };
        }
    }

    private static Map<String, List<Column>> views() {
        Map<String, List<Column>> views = new LinkedHashMap<>();
        FlatViews.all()
                .forEach(view -> views.put(
                        view.name(),
                        view.columns().stream()
                                .map(column -> new Column(column.name(), column.type()))
                                .toList()));
        views.put(
                PostCallView.NAME,
                PostCallView.columns().stream()
                        .map(column -> new Column(column.name(), column.type()))
                        .toList());
        return views;
    }

    @Test
    void every_flat_view_is_a_table_with_its_columns_and_types() throws IOException {
        for (Map.Entry<String, List<Column>> view : views().entrySet()) {
            Path file = SOURCES.resolve(className(view.getKey()) + ".java");
            String source = source(view.getKey(), view.getValue());
            if (Boolean.getBoolean("call-lake.write-flat-tables")) {
                Files.writeString(file, source);
            }
            assertThat(words(Files.readString(file))).as(view.getKey()).isEqualTo(words(source));
        }
    }

    /** Formatting is another's business. */
    private static String words(String source) {
        return source.replaceAll("\\s+", "");
    }

    @Test
    void the_tables_are_all_there_in_one_place() throws IllegalAccessException {
        Map<String, List<String>> tables = new LinkedHashMap<>();
        for (var field : FlatTables.class.getFields()) {
            FlatViewTable table = (FlatViewTable) field.get(null);
            assertThat(field.getName()).isEqualTo(table.view().toUpperCase(Locale.ROOT));
            tables.put(
                    table.view(),
                    Arrays.stream(table.fields()).map(Field::getName).toList());
        }

        assertThat(tables)
                .isEqualTo(views().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, view -> view.getValue().stream()
                                .map(Column::name)
                                .toList())));
    }

    private static String className(String view) {
        return Arrays.stream(view.split("_"))
                        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                        .collect(Collectors.joining())
                + "Table";
    }

    private static String source(String view, List<Column> columns) {
        String name = className(view);
        String fields = columns.stream()
                .map(column ->
                        "    public final TableField<Record, %s> %s = createField(DSL.name(\"%s\"), SQLDataType.%s);"
                                .formatted(column.javaType(), column.constant(), column.name(), column.dataType()))
                .collect(Collectors.joining("\n"));
        String imports = Stream.of("LocalDate", "LocalDateTime")
                .filter(type ->
                        columns.stream().anyMatch(column -> column.javaType().equals(type)))
                .map(type -> "import java.time." + type + ";\n")
                .collect(Collectors.joining());
        return """
                package io.github.calllake.schema.tables;

                %5$simport org.jooq.Name;
                import org.jooq.Record;
                import org.jooq.Table;
                import org.jooq.TableField;
                import org.jooq.impl.DSL;
                import org.jooq.impl.SQLDataType;
                import org.jspecify.annotations.Nullable;

                /** The flat view {@code %1$s}%4$s. Written by {@code FlatTablesTest}. */
                public final class %2$s extends FlatViewTable {

                    private static final long serialVersionUID = 1L;
                    private static final String VIEW = "%1$s";

                %3$s

                    %2$s() {
                        this(DSL.name(VIEW), null);
                    }

                    private %2$s(Name name, @Nullable Table<Record> alias) {
                        super(name, alias);
                    }

                    @Override
                    public String view() {
                        return VIEW;
                    }

                    /** The same view under another name, for a query that reads it twice. */
                    @Override
                    public %2$s as(String alias) {
                        return new %2$s(DSL.name(alias), this);
                    }
                }
                """.formatted(
                        view, name, fields, view.equals(PostCallView.NAME) ? ", in the cold tier only" : "", imports);
    }
}
