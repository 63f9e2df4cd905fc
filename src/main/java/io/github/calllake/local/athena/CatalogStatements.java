package io.github.calllake.local.athena;

import io.github.calllake.local.athena.QueryRunner.Outcome;
import io.trino.sql.tree.CreateView;
import io.trino.sql.tree.DropView;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.QualifiedName;
import io.trino.sql.tree.ShowColumns;
import io.trino.sql.tree.ShowSchemas;
import io.trino.sql.tree.ShowTables;
import io.trino.sql.tree.Statement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statements that look at the catalog or change its views, in Trino's grammar, and SHOW VIEWS. Thread-safe. */
final class CatalogStatements {
    private static final Pattern SHOW_VIEWS =
            Pattern.compile("\\s*SHOW\\s+VIEWS(?:\\s+IN\\s+`?(\\w+)`?)?\\s*", Pattern.CASE_INSENSITIVE);

    private final GlueCatalog catalog;
    private final Supplier<ParquetTables> opened;

    /** @param opened gives the tables for one statement, to be closed */
    CatalogStatements(GlueCatalog catalog, Supplier<ParquetTables> opened) {
        this.catalog = catalog;
        this.opened = opened;
    }

    /** Runs SHOW VIEWS, which Trino's parser does not know; empty if the statement is another. */
    Optional<Outcome> showViews(String sql, QueryInput input, ResultFile.Writer rows) throws IOException {
        Matcher views = SHOW_VIEWS.matcher(sql);
        if (!views.matches()) {
            return Optional.empty();
        }
        String database = views.group(1) == null ? input.database() : views.group(1);
        return Optional.of(list("view", tables(database, true, ""), rows));
    }

    /**
     * Runs a statement.
     *
     * @throws SqlFailure if it fails, or is of no kind that is emulated
     */
    Outcome run(Statement statement, QueryInput input, ResultFile.Writer rows) throws IOException {
        if (statement instanceof CreateView view) {
            return createView(view, input);
        }
        if (statement instanceof DropView view) {
            return dropView(view, input);
        }
        if (statement instanceof ShowTables show) {
            String database = show.getSchema()
                    .map(name -> Identifiers.name(name.getSuffix()))
                    .orElse(input.database());
            return list(
                    "tab_name", tables(database, false, show.getLikePattern().orElse("")), rows);
        }
        if (statement instanceof ShowSchemas) {
            List<String> names = catalog.databases().stream()
                    .map(database -> database.path("Name").asText())
                    .toList();
            return list("database_name", names, rows);
        }
        if (statement instanceof ShowColumns show) {
            return showColumns(show, input, rows);
        }
        throw SqlFailure.notEmulated(statement, statement.getClass().getSimpleName());
    }

    private Outcome createView(CreateView node, QueryInput input) throws IOException {
        try (ParquetTables tables = opened.get()) {
            return createView(node, input, new QueryRenderer(tables, input));
        }
    }

    private Outcome createView(CreateView node, QueryInput input, QueryRenderer renderer) throws IOException {
        List<String> name = renderer.qualified(node, node.getName());
        Select select = renderer.newView(name, node.getQuery());
        List<String> columnNames = select.columns().stream()
                .map(column -> Identifiers.name(column.name()))
                .toList();
        if (columnNames.stream().distinct().count() != columnNames.size()) {
            throw SqlFailure.at(node, "DUPLICATE_COLUMN_NAME", "Column name specified more than once: " + columnNames);
        }
        if (select.columns().stream().anyMatch(column -> column.type() == SqlType.Simple.UNKNOWN)) {
            throw SqlFailure.at(node, "COLUMN_TYPE_UNKNOWN", "A column's type is unknown: cast NULL to a type");
        }
        if (!catalog.hasDatabase(name.get(1))) {
            throw SqlFailure.at(node, "SCHEMA_NOT_FOUND", "Schema '" + name.get(1) + "' does not exist");
        }
        var view = GlueViews.tableInput(name.get(2), input.database(), node.getQuery(), select.columns());
        if (!catalog.putView(name.get(1), view, node.isReplace())) {
            throw SqlFailure.at(node, "ALREADY_EXISTS", "View already exists: '" + String.join(".", name) + "'");
        }
        return new Outcome(List.of(), false, 0);
    }

    private Outcome dropView(DropView node, QueryInput input) throws IOException {
        List<String> name = qualified(node, node.getName(), input);
        boolean there = catalog.table(name.get(1), name.get(2))
                .filter(GlueViews::isView)
                .isPresent();
        if (there) {
            catalog.deleteTable(name.get(1), name.get(2));
        } else if (!node.isExists()) {
            throw SqlFailure.at(node, "TABLE_NOT_FOUND", "View '" + String.join(".", name) + "' does not exist");
        }
        return new Outcome(List.of(), false, 0);
    }

    /** Catalog, database and name of a table. */
    List<String> qualified(Node node, QualifiedName name, QueryInput input) throws IOException {
        try (ParquetTables tables = opened.get()) {
            return new QueryRenderer(tables, input).qualified(node, name);
        }
    }

    private Outcome showColumns(ShowColumns node, QueryInput input, ResultFile.Writer rows) throws IOException {
        List<String> name = qualified(node, node.getTable(), input);
        var table = catalog.table(name.get(1), name.get(2))
                .orElseThrow(() -> SqlFailure.at(
                        node, "TABLE_NOT_FOUND", "Table '" + String.join(".", name) + "' does not exist"));
        List<String> names = new ArrayList<>();
        table.path("StorageDescriptor")
                .path("Columns")
                .forEach(column -> names.add(column.path("Name").asText()));
        table.path("PartitionKeys")
                .forEach(column -> names.add(column.path("Name").asText()));
        return list("field", names, rows);
    }

    private List<String> tables(String database, boolean viewsOnly, String pattern) {
        if (!catalog.hasDatabase(database)) {
            throw new SqlFailure("SCHEMA_NOT_FOUND: Schema '" + database + "' does not exist");
        }
        // Athena's pattern is Hive's: * stands for anything.
        Pattern names = Pattern.compile(pattern.isEmpty() ? ".*" : pattern.replace("*", ".*"));
        return catalog.tables(database).stream()
                .filter(table -> !viewsOnly || GlueViews.isView(table))
                .map(table -> table.path("Name").asText())
                .filter(name -> names.matcher(name).matches())
                .toList();
    }

    /** A result of one column. */
    static Outcome list(String column, List<String> values, ResultFile.Writer rows) throws IOException {
        for (String value : values) {
            rows.add(Arrays.asList(value));
        }
        return new Outcome(List.of(new Column(column, SqlType.Simple.VARCHAR)), false, 0);
    }
}
