package io.github.calllake.cli.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** What writes rows fastest: DuckDB's COPY, from a table in its memory, or from a Parquet file with the same rows. */
final class ExportDuckDbSide implements BenchSide, AutoCloseable {

    private static final String ORDER = " ORDER BY event_time, length(sequence_number), sequence_number";

    private final Connection connection;
    private final String files;
    private final Path output;

    /** @param files a pattern of Parquet files that hold the rows */
    ExportDuckDbSide(String files, Path directory) throws SQLException {
        this.connection = DriverManager.getConnection("jdbc:duckdb:");
        this.files = files;
        this.output = directory.resolve("duckdb.out");
        // One thread takes the least CPU time.
        execute("SET threads = 1");
        execute("SET TimeZone = 'UTC'");
        execute("CREATE TABLE exported AS SELECT * FROM read_parquet('" + files + "')");
    }

    /** {@code csv-table}, {@code parquet-file}, ...: what is written, and from where. */
    @Override
    public void pass(String what) throws Exception {
        String[] words = what.split("-", -1);
        String from =
                words[1].equals("table") ? "exported" : "(SELECT * FROM read_parquet('" + files + "')" + ORDER + ")";
        String options =
                switch (words[0]) {
                    case "csv" -> "FORMAT csv, HEADER";
                    case "json" -> "FORMAT json";
                    default -> "FORMAT parquet, COMPRESSION zstd";
                };
        execute("COPY " + from + " TO '" + output + "' (" + options + ")");
        Files.delete(output);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
