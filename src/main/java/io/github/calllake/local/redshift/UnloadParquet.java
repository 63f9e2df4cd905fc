package io.github.calllake.local.redshift;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.StringJoiner;

/** Turns staged rows into Parquet files, by DuckDB, with the types that Redshift gives the columns. Not thread-safe. */
final class UnloadParquet implements AutoCloseable {
    /** The reader takes twice a row's largest size at once. */
    private static final long LEAST_ROW = 1 << 20;

    private static final int LARGEST_PRECISION = 38;

    private final Connection duckDb;
    private final List<UnloadColumn> columns;
    private final int[] scales;

    /**
     * @param columns those of the file
     * @param scales for decimals that the query gives no scale: the most digits after the point in any row
     */
    UnloadParquet(List<UnloadColumn> columns, int[] scales) throws SQLException {
        this.columns = List.copyOf(columns);
        this.scales = scales.clone();
        this.duckDb = DriverManager.getConnection("jdbc:duckdb:");
        execute("SET TimeZone = 'UTC'");
        execute("SET threads = 1");
        execute("SET memory_limit = '1GB'");
    }

    /**
     * Writes one file.
     *
     * @param longestRow of the staged rows, in bytes
     */
    void write(Path staged, long longestRow, Path parquet) throws SQLException {
        StringJoiner read = new StringJoiner(", ", "{", "}");
        StringJoiner select = new StringJoiner(", ");
        for (int i = 0; i < columns.size(); i++) {
            read.add("c" + i + ": 'VARCHAR'");
            select.add(
                    value("c" + i, i) + " AS " + Node.quoteName(columns.get(i).name()));
        }
        execute("COPY (SELECT " + select + " FROM read_json(" + text(staged)
                + ", format = 'newline_delimited', columns = "
                + read + ", maximum_object_size = " + Math.max(LEAST_ROW, 2 * longestRow) + ")) TO " + text(parquet)
                + " (FORMAT parquet, COMPRESSION snappy)");
    }

    private String value(String column, int index) {
        UnloadColumn described = columns.get(index);
        return switch (described.oid()) {
            case UnloadColumn.BOOLEAN -> cast(column, "BOOLEAN");
            case UnloadColumn.SMALLINT -> cast(column, "SMALLINT");
            case UnloadColumn.INTEGER -> cast(column, "INTEGER");
            case UnloadColumn.BIGINT -> cast(column, "BIGINT");
            case UnloadColumn.REAL -> cast(column, "FLOAT");
            case UnloadColumn.DOUBLE -> cast(column, "DOUBLE");
            case UnloadColumn.NUMERIC ->
                cast(
                        column,
                        described.hasPrecision()
                                ? "DECIMAL(" + described.precision() + ", " + described.scale() + ")"
                                : "DECIMAL(" + LARGEST_PRECISION + ", " + scales[index] + ")");
            case UnloadColumn.DATE -> cast(column, "DATE");
            case UnloadColumn.TIME -> cast(column, "TIME");
            case UnloadColumn.TIMESTAMP -> cast(column, "TIMESTAMP");
            // The value without its zone, says the page.
            case UnloadColumn.TIMESTAMPTZ -> "CAST(" + column + " AS TIMESTAMPTZ) AT TIME ZONE 'UTC'";
            case UnloadColumn.SUPER -> cast(column, "JSON");
            default -> column;
        };
    }

    private static String cast(String column, String type) {
        return "CAST(" + column + " AS " + type + ")";
    }

    private static String text(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = duckDb.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        duckDb.close();
    }
}
