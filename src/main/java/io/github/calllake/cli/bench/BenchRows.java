package io.github.calllake.cli.bench;

import static java.util.stream.Collectors.joining;

import io.github.calllake.schema.ColumnType;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether both sides wrote the same rows: every column of every row, but for how the members of
 * structs are spelled: DuckDB's have the case, and of two spellings the one, of the JSON. */
final class BenchRows {

    private final Path bucket;
    private final PrintWriter out;

    BenchRows(Path bucket, PrintWriter out) {
        this.bucket = bucket;
        this.out = out;
    }

    boolean same(String ours, String theirs) throws SQLException {
        boolean same = true;
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            for (EventTable table : EventTables.all()) {
                same &= same(statement, table, ours, theirs);
            }
        }
        return same;
    }

    private boolean same(Statement duckdb, EventTable table, String ours, String theirs) throws SQLException {
        String one = rows(
                duckdb,
                table,
                files(ours + "/serviceType=CallAnalytics/detailType="
                        + table.type().text()));
        String other = rows(duckdb, table, files(theirs + "/" + DuckDbSide.folder(table.type())));
        long rows = count(duckdb, "SELECT count(*) FROM " + one);
        long others = count(duckdb, "SELECT count(*) FROM " + other);
        long different = different(duckdb, "*", one, other);
        boolean equal = rows == others && different == 0;
        out.println("rows of " + table.name() + ": " + rows + " and " + others
                + (equal ? ", the same" : ", of which " + different + " differ"));
        for (EventTable.Column column : equal ? List.<EventTable.Column>of() : table.columns()) {
            long values = different(duckdb, quoted(column), one, other);
            if (values > 0) {
                out.println("  " + column.name() + ": " + values);
            }
        }
        return equal;
    }

    private static long different(Statement duckdb, String columns, String one, String other) throws SQLException {
        String select = "SELECT " + columns + " FROM ";
        return count(duckdb, "SELECT count(*) FROM ((" + select + one + ") EXCEPT ALL (" + select + other + "))");
    }

    private static long count(Statement duckdb, String sql) throws SQLException {
        try (ResultSet count = duckdb.executeQuery(sql)) {
            count.next();
            return count.getLong(1);
        }
    }

    private String files(String prefix) {
        return "read_parquet('" + bucket.resolve(prefix)
                + "/**/*.parquet', union_by_name = true, hive_partitioning = false)";
    }

    /** Every column of the table: NULL where no file has it, since a file leaves out what none of its rows has. */
    private static String rows(Statement duckdb, EventTable table, String files) throws SQLException {
        Set<String> there = new HashSet<>();
        try (ResultSet columns = duckdb.executeQuery("DESCRIBE SELECT * FROM " + files)) {
            while (columns.next()) {
                there.add(columns.getString("column_name"));
            }
        }
        return table.columns().stream()
                .map(column -> (there.contains(column.name()) ? comparable(column) : "NULL") + " AS " + quoted(column))
                .collect(joining(", ", "(SELECT ", " FROM " + files + ")"));
    }

    private static String quoted(EventTable.Column column) {
        return "\"" + column.name() + "\"";
    }

    private static String comparable(EventTable.Column column) {
        String name = quoted(column);
        if (column.type() == ColumnType.Scalar.TIMESTAMP) {
            return "epoch_ms(" + name + ")";
        }
        if (column.type() instanceof ColumnType.Scalar) {
            return name;
        }
        String json = "regexp_replace(lower(to_json(" + name
                + ")::VARCHAR), '\"(begin|end)offset\"', '\"\\1offsetmillis\"', 'g')::JSON";
        return text(json, column.type(), 0);
    }

    /** Members in the order of the definition, those that are not NULL: a file may lack those that are NULL in all its rows. */
    private static String text(String json, ColumnType type, int depth) {
        if (type instanceof ColumnType.Struct struct) {
            return struct.fields().stream()
                    .map(field -> "'" + field.name() + "=' || "
                            + text("json_extract(" + json + ", '$.\"" + field.name() + "\"')", field.type(), depth))
                    .collect(joining(", ", "nullif(concat_ws('|', ", "), '')"));
        }
        if (type instanceof ColumnType.Array array) {
            String element = "element" + depth;
            return "list_transform(json_extract(nullif(" + json + "::VARCHAR, 'null')::JSON, '$[*]'), lambda " + element
                    + ": " + text(element, array.element(), depth + 1) + ")::VARCHAR";
        }
        return "nullif(" + json + "::VARCHAR, 'null')";
    }
}
