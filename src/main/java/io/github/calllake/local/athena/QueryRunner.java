package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trino.sql.SqlFormatter;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.CreateTableAsSelect;
import io.trino.sql.tree.CreateView;
import io.trino.sql.tree.Deallocate;
import io.trino.sql.tree.DropView;
import io.trino.sql.tree.Execute;
import io.trino.sql.tree.Insert;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.Parameter;
import io.trino.sql.tree.Prepare;
import io.trino.sql.tree.QualifiedName;
import io.trino.sql.tree.Query;
import io.trino.sql.tree.SaveMode;
import io.trino.sql.tree.ShowColumns;
import io.trino.sql.tree.ShowSchemas;
import io.trino.sql.tree.ShowTables;
import io.trino.sql.tree.Statement;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBConnection;
import org.duckdb.ProfilerPrintFormat;
import org.jspecify.annotations.Nullable;

/** Runs one statement: parses it as Trino, then asks DuckDB, or changes the catalog. Thread-safe. */
final class QueryRunner {
    private static final Pattern SHOW_VIEWS =
            Pattern.compile("\\s*SHOW\\s+VIEWS(?:\\s+IN\\s+`?(\\w+)`?)?\\s*", Pattern.CASE_INSENSITIVE);

    /** What {@link Casts#fail} makes DuckDB complain of. */
    private static final Pattern OWN_FAILURE =
            Pattern.compile(".*Could not convert string '" + Casts.FAILURE_MARK + "(.*)' to INT32.*", Pattern.DOTALL);

    /** What stands before the statement that is prepared. */
    private static final Pattern PREPARE =
            Pattern.compile("^PREPARE\\s+\\S+\\s+FROM\\s+", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern BYTES_READ = Pattern.compile("\"total_bytes_read\"\\s*:\\s*(\\d+)");

    private final GlueCatalog catalog;
    private final S3Files s3;
    private final FileSchemas schemas;
    private final DuckDb duckDb;
    private final Clock clock;
    private final HiveRunner hive;
    private final RowFiles files;
    private final PreparedStatements prepared;

    QueryRunner(
            GlueCatalog catalog, S3Files s3, DuckDb duckDb, RowFiles files, PreparedStatements prepared, Clock clock) {
        this.catalog = catalog;
        this.s3 = s3;
        this.schemas = new FileSchemas(duckDb);
        this.duckDb = duckDb;
        this.clock = clock;
        this.hive = new HiveRunner(catalog, s3);
        this.files = files;
        this.prepared = prepared;
    }

    /**
     * What a statement gave.
     *
     * @param columns of its result
     * @param isQuery whether it was a query, whose results have a header row
     * @param bytesScanned what DuckDB read from the tables' files, footers and column chunks; at most their sizes
     * @param written the files that the statement wrote; empty if it writes none
     */
    record Outcome(List<Column> columns, boolean isQuery, long bytesScanned, Optional<List<String>> written) {
        Outcome {
            columns = List.copyOf(columns);
            written = written.map(List::copyOf);
        }

        Outcome(List<Column> columns, boolean isQuery, long bytesScanned) {
            this(columns, isQuery, bytesScanned, Optional.empty());
        }
    }

    /**
     * Runs a statement.
     *
     * @param rows takes the result
     * @param running told of the statement that DuckDB runs, so that it can be cancelled
     * @throws SqlFailure if the query fails
     */
    Outcome run(String sql, QueryInput input, ResultFile.Writer rows, Consumer<java.sql.Statement> running)
            throws IOException {
        Matcher views = SHOW_VIEWS.matcher(sql);
        if (views.matches()) {
            String database = views.group(1) == null ? input.database() : views.group(1);
            return list("view", tables(database, true, ""), rows);
        }
        if (HiveParser.isHive(sql)) {
            HiveDdl statement = HiveParser.parse(sql);
            return list(statement.column(), hive.run(statement, input.database()), rows);
        }
        if (WriteStatements.isUnload(sql)) {
            WriteStatements.Unload unload = WriteStatements.unload(sql);
            requireEmpty(unload.target());
            return write(unload.query(), unload.target(), input, running, select -> select, (select, written) -> {});
        }
        Statement statement = parse(sql);
        if (statement instanceof Query query) {
            return select(query, input, rows, running);
        }
        if (statement instanceof CreateTableAsSelect create) {
            return createTable(create, input, running);
        }
        if (statement instanceof Insert insert) {
            return insert(insert, input, running);
        }
        if (statement instanceof Prepare prepare) {
            prepared.put(
                    input.output().workGroup(),
                    Identifiers.name(prepare.getName()),
                    PREPARE.matcher(sql.strip()).replaceFirst(""),
                    "");
            return new Outcome(List.of(), false, 0);
        }
        if (statement instanceof Execute execute) {
            List<String> said = execute.getParameters().stream()
                    .map(SqlFormatter::formatSql)
                    .toList();
            // Values come with USING or with the request.
            List<String> values = said.isEmpty() ? input.parameters() : said;
            String text = prepared.sql(input.output().workGroup(), Identifiers.name(execute.getName()));
            return run(text, input.withParameters(values), rows, running);
        }
        if (statement instanceof Deallocate deallocate) {
            String name = Identifiers.name(deallocate.getName());
            if (!prepared.remove(input.output().workGroup(), name)) {
                throw SqlFailure.at(deallocate, "NOT_FOUND", "Prepared statement not found: " + name);
            }
            return new Outcome(List.of(), false, 0);
        }
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

    private static Statement parse(String sql) {
        String text = sql.stripTrailing();
        try {
            return new SqlParser().createStatement(text.endsWith(";") ? text.substring(0, text.length() - 1) : text);
        } catch (ParsingException e) {
            throw new SqlFailure(String.valueOf(e.getMessage()));
        }
    }

    /** Told of a query's columns and of the files that its rows became. */
    private interface Wrote {
        void wrote(Select select, List<RowFiles.Written> files);
    }

    private Outcome write(
            Query query,
            RowFiles.Target target,
            QueryInput input,
            Consumer<java.sql.Statement> running,
            UnaryOperator<Select> shape,
            Wrote wrote)
            throws IOException {
        try (ParquetTables tables = tables();
                DuckDBConnection connection = duckDb.connect()) {
            requireParameters(query, input);
            Select select = shape.apply(new QueryRenderer(tables, input).query(query));
            profile(connection);
            List<RowFiles.Written> written = files.write(connection, select, target, running);
            long read = bytesRead(connection);
            wrote.wrote(select, written);
            return new Outcome(
                    List.of(),
                    false,
                    tables.bytesScanned(read),
                    Optional.of(written.stream().map(RowFiles.Written::address).toList()));
        } catch (SQLException e) {
            throw new SqlFailure(message(e));
        }
    }

    private void requireEmpty(RowFiles.Target target) {
        if (!files.isEmpty(target.location())) {
            throw new SqlFailure("HIVE_PATH_ALREADY_EXISTS: Target directory already exists: " + target.location());
        }
    }

    private Outcome insert(Insert node, QueryInput input, Consumer<java.sql.Statement> running) throws IOException {
        List<String> name = qualified(node, node.getTarget(), input);
        ObjectNode table = catalog.table(name.get(1), name.get(2))
                .orElseThrow(() -> SqlFailure.at(
                        node, "TABLE_NOT_FOUND", "Table '" + String.join(".", name) + "' does not exist"));
        RowFiles.Target target = InsertStatements.target(node, table);
        InsertStatements.requireUsualPlaces(node, catalog.partitions().all(name.get(1), name.get(2)), target);
        return write(
                node.getQuery(),
                target,
                input,
                running,
                select -> InsertStatements.shaped(node, select, table),
                (select, written) -> InsertStatements.register(catalog.partitions(), name, table, written, target));
    }

    private Outcome createTable(CreateTableAsSelect node, QueryInput input, Consumer<java.sql.Statement> running)
            throws IOException {
        List<String> name = qualified(node, node.getName(), input);
        if (!catalog.hasDatabase(name.get(1))) {
            throw SqlFailure.at(node, "SCHEMA_NOT_FOUND", "Schema " + name.get(1) + " not found");
        }
        if (catalog.table(name.get(1), name.get(2)).isPresent()) {
            if (node.getSaveMode() == SaveMode.IGNORE) {
                return new Outcome(List.of(), false, 0);
            }
            throw SqlFailure.at(
                    node, "TABLE_ALREADY_EXISTS", "Destination table '" + String.join(".", name) + "' already exists");
        }
        RowFiles.Target target = WriteStatements.target(node, input);
        Query query = node.isWithData() ? node.getQuery() : withoutRows(node);
        requireEmpty(target);
        return write(query, target, input, running, each -> each, (select, written) -> {
            var table = WriteStatements.table(name.get(2), select, target);
            catalog.createTable(name.get(1), table);
            WriteStatements.partitions(table, written, target)
                    .forEach(each -> catalog.partitions().add(name.get(1), name.get(2), each));
        });
    }

    private static Query withoutRows(CreateTableAsSelect node) {
        throw SqlFailure.notEmulated(node, "WITH NO DATA");
    }

    private static void profile(DuckDBConnection connection) throws SQLException {
        try (java.sql.Statement profile = connection.createStatement()) {
            profile.execute("PRAGMA enable_profiling = 'no_output'");
        }
    }

    private static void requireParameters(Query query, QueryInput input) {
        long wanted = parameters(query);
        if (wanted != input.parameters().size()) {
            throw SqlFailure.at(
                    query,
                    "INVALID_PARAMETER_USAGE",
                    "Incorrect number of parameters: expected " + wanted + " but found "
                            + input.parameters().size());
        }
    }

    private static long parameters(Node node) {
        long inside =
                node.getChildren().stream().mapToLong(QueryRunner::parameters).sum();
        return inside + (node instanceof Parameter ? 1 : 0);
    }

    private Outcome select(Query query, QueryInput input, ResultFile.Writer rows, Consumer<java.sql.Statement> running)
            throws IOException {
        try (ParquetTables tables = tables();
                DuckDBConnection connection = duckDb.connect()) {
            requireParameters(query, input);
            QueryRenderer renderer = new QueryRenderer(tables, input);
            Select select = renderer.query(query);
            Select displayed = renderer.displayed(query, select);
            profile(connection);
            read(connection, displayed, rows, running);
            long read = bytesRead(connection);
            return new Outcome(select.columns(), true, tables.bytesScanned(read));
        } catch (SQLException e) {
            throw new SqlFailure(message(e));
        }
    }

    private ParquetTables tables() {
        return new ParquetTables(catalog, s3, schemas, clock);
    }

    private static void read(
            DuckDBConnection connection, Select select, ResultFile.Writer rows, Consumer<java.sql.Statement> running)
            throws SQLException, IOException {
        try (java.sql.Statement statement = connection.createStatement()) {
            running.accept(statement);
            try (ResultSet result = statement.executeQuery(select.sql())) {
                while (result.next()) {
                    @Nullable
                    String[] row = new @Nullable String[select.columns().size()];
                    for (int i = 0; i < row.length; i++) {
                        row[i] = ResultText.of(
                                result, i + 1, select.columns().get(i).type());
                    }
                    rows.add(Arrays.asList(row));
                }
            }
        }
    }

    private static long bytesRead(DuckDBConnection connection) throws SQLException {
        String profile = connection.getProfilingInformation(ProfilerPrintFormat.JSON);
        // Not read as JSON: the profile quotes the query, and not always as JSON wants it. The count comes before that.
        Matcher read = BYTES_READ.matcher(profile);
        // A query that is answered while it is planned, such as a count by the footers alone, has no profile.
        return read.find() ? Long.parseLong(read.group(1)) : 0;
    }

    /** DuckDB's complaint in Athena's form. */
    static String message(SQLException e) {
        String message = String.valueOf(e.getMessage());
        Matcher own = OWN_FAILURE.matcher(message);
        if (own.matches()) {
            return own.group(1).strip();
        }
        String first = message.lines().findFirst().orElse("");
        String code =
                switch (first.substring(0, Math.max(0, first.indexOf(':')))) {
                    case "Out of Range Error" -> "NUMERIC_VALUE_OUT_OF_RANGE";
                    case "Conversion Error" -> "INVALID_CAST_ARGUMENT";
                    case "Out of Memory Error" -> "EXCEEDED_LOCAL_MEMORY_LIMIT";
                    case "Binder Error", "Catalog Error", "Parser Error", "Not implemented Error" -> "NOT_SUPPORTED";
                    default -> "GENERIC_USER_ERROR";
                };
        return code + ": " + first;
    }

    private Outcome createView(CreateView node, QueryInput input) throws IOException {
        try (ParquetTables tables = tables()) {
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

    private List<String> qualified(Node node, QualifiedName name, QueryInput input) throws IOException {
        try (ParquetTables tables = tables()) {
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

    private static Outcome list(String column, List<String> values, ResultFile.Writer rows) throws IOException {
        for (String value : values) {
            rows.add(Arrays.asList(value));
        }
        return new Outcome(List.of(new Column(column, SqlType.Simple.VARCHAR)), false, 0);
    }
}
