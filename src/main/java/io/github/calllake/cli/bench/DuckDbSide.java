package io.github.calllake.cli.bench;

import io.github.calllake.event.DetailType;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What a user would take instead: DuckDB's COPY from JSON to Parquet, one file a type and day, its files put to S3. */
final class DuckDbSide implements BenchSide {

    private static final String OPTIONS = "FORMAT parquet, COMPRESSION zstd, PARTITION_BY (";

    private final DuckDbSql sql;
    private final boolean wide;
    private final LakeStore store;
    private final Path directory;
    private final Connection connection;

    /** Wide: one COPY with the columns of all types. Otherwise a table first, and from it a COPY for each type. */
    DuckDbSide(Path input, boolean wide, LakeStore store, Path directory, int threads) throws SQLException {
        this.sql = new DuckDbSql(input);
        this.wide = wide;
        this.store = store;
        this.directory = directory;
        this.connection = DriverManager.getConnection("jdbc:duckdb:");
        run("SET threads = " + threads);
    }

    @Override
    public void pass(String prefix) throws Exception {
        Path files = Files.createDirectories(directory.resolve(prefix));
        try {
            if (wide) {
                run("COPY (SELECT " + sql.selectAll()
                        + ", lower(\"detail-type\") AS table, event_time::DATE AS day FROM (" + sql.events() + ")) TO '"
                        + files + "' (" + OPTIONS + "\"table\", day))");
            } else {
                run("CREATE OR REPLACE TEMP TABLE events AS " + sql.events());
                for (EventTable table : EventTables.all()) {
                    run("COPY (SELECT " + sql.select(table)
                            + ", event_time::DATE AS day FROM events WHERE \"detail-type\" = '"
                            + table.type().text() + "') TO '" + files.resolve(folder(table.type())) + "' (" + OPTIONS
                            + "day))");
                }
                run("DROP TABLE events");
            }
            put(files, prefix);
        } finally {
            delete(files);
        }
    }

    /** The folder of a type below a pass's prefix. */
    static String folder(DetailType type) {
        return "table=" + type.text().toLowerCase(java.util.Locale.ROOT);
    }

    private void put(Path files, String prefix) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(files)) {
            all = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : all) {
            store.put(
                    prefix + "/" + files.relativize(file), Files.readAllBytes(file), "application/vnd.apache.parquet");
        }
    }

    private static void delete(Path files) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(files)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }

    private void run(String statement) throws SQLException {
        try (Statement duckdb = connection.createStatement()) {
            duckdb.execute(statement);
        }
    }
}
