package io.github.calllake.local.athena;

import io.trino.sql.SqlFormatter;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.CreateTableAsSelect;
import io.trino.sql.tree.Deallocate;
import io.trino.sql.tree.Execute;
import io.trino.sql.tree.Insert;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.Parameter;
import io.trino.sql.tree.Prepare;
import io.trino.sql.tree.Query;
import io.trino.sql.tree.Statement;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBConnection;
import org.duckdb.ProfilerPrintFormat;
import org.jspecify.annotations.Nullable;

/** Runs one statement: parses it as Trino, then asks DuckDB, or changes the catalog. Thread-safe. */
final class QueryRunner {
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
    private final CatalogStatements statements;
    private final RowWrites writes;
    private final PreparedStatements prepared;

    QueryRunner(
            GlueCatalog catalog, S3Files s3, DuckDb duckDb, RowFiles files, PreparedStatements prepared, Clock clock) {
        this.catalog = catalog;
        this.s3 = s3;
        this.schemas = new FileSchemas(duckDb);
        this.duckDb = duckDb;
        this.clock = clock;
        this.hive = new HiveRunner(catalog, s3);
        this.statements = new CatalogStatements(catalog, this::tables);
        this.writes = new RowWrites(catalog, this, statements, files);
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
        Optional<Outcome> views = statements.showViews(sql, input, rows);
        if (views.isPresent()) {
            return views.get();
        }
        if (HiveParser.isHive(sql)) {
            HiveDdl statement = HiveParser.parse(sql);
            return CatalogStatements.list(statement.column(), hive.run(statement, input.database()), rows);
        }
        if (WriteStatements.isUnload(sql)) {
            return writes.unload(sql, input, running);
        }
        Statement statement = parse(sql);
        if (statement instanceof Query query) {
            return select(query, input, rows, running);
        }
        if (statement instanceof CreateTableAsSelect create) {
            return writes.createTable(create, input, running);
        }
        if (statement instanceof Insert insert) {
            return writes.insert(insert, input, running);
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
        return statements.run(statement, input, rows);
    }

    private static Statement parse(String sql) {
        String text = sql.stripTrailing();
        try {
            return new SqlParser().createStatement(text.endsWith(";") ? text.substring(0, text.length() - 1) : text);
        } catch (ParsingException e) {
            throw new SqlFailure(String.valueOf(e.getMessage()));
        }
    }

    static void profile(DuckDBConnection connection) throws SQLException {
        try (java.sql.Statement profile = connection.createStatement()) {
            profile.execute("PRAGMA enable_profiling = 'no_output'");
        }
    }

    static void requireParameters(Query query, QueryInput input) {
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

    /** A connection for one statement, to be closed. */
    DuckDBConnection connect() throws SQLException {
        return duckDb.connect();
    }

    /** Tables for one statement, to be closed. */
    ParquetTables tables() {
        return new ParquetTables(catalog, s3, schemas, duckDb, clock);
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

    static long bytesRead(DuckDBConnection connection) throws SQLException {
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
}
