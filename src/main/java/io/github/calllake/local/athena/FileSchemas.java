package io.github.calllake.local.athena;

import io.github.calllake.local.athena.S3Files.S3File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * The columns of Parquet files. Footers are read once a file, as long as its size and time stay the same. Thread-safe.
 */
final class FileSchemas {
    private static final int REMEMBERED = 100_000;

    private final DuckDb duckDb;
    private final Map<Path, Seen> seen = new LinkedHashMap<>();

    /** One instance of columns that are equal, so that files are put together without a look at each of their columns. */
    private final Map<List<FileColumn>, List<FileColumn>> shared = new HashMap<>();

    FileSchemas(DuckDb duckDb) {
        this.duckDb = duckDb;
    }

    /**
     * A column of a file.
     *
     * @param name as in the file
     * @param type its type
     * @param wholeMillis whether it is a timestamp in milliseconds
     */
    record FileColumn(String name, FileType type, boolean wholeMillis) {}

    private record Seen(S3File file, List<FileColumn> columns) {}

    /** Where a query may write files of its own. */
    Path temporary() {
        return duckDb.temporary();
    }

    /** The files by their columns, so that each group can be read alike. */
    synchronized Map<List<FileColumn>, List<S3File>> group(List<S3File> files) throws SQLException {
        List<S3File> unknown = files.stream().filter(file -> !isKnown(file)).toList();
        if (!unknown.isEmpty()) {
            read(unknown);
        }
        Map<List<FileColumn>, List<S3File>> groups = new IdentityHashMap<>();
        List<List<FileColumn>> inOrder = new ArrayList<>();
        for (S3File file : files) {
            Seen known = seen.get(file.path());
            if (known != null) {
                groups.computeIfAbsent(known.columns(), columns -> {
                            inOrder.add(columns);
                            return new ArrayList<>();
                        })
                        .add(file);
            }
        }
        forgetOldest();
        Map<List<FileColumn>, List<S3File>> ordered = new LinkedHashMap<>();
        inOrder.forEach(columns -> ordered.put(columns, Objects.requireNonNull(groups.get(columns))));
        return ordered;
    }

    private boolean isKnown(S3File file) {
        return Optional.ofNullable(seen.get(file.path()))
                .filter(known -> known.file().equals(file))
                .isPresent();
    }

    private void forgetOldest() {
        var entries = seen.entrySet().iterator();
        int excess = seen.size() - REMEMBERED;
        for (int i = 0; i < excess; i++) {
            entries.next();
            entries.remove();
        }
        if (excess > 0) {
            shared.keySet().retainAll(seen.values().stream().map(Seen::columns).collect(Collectors.toSet()));
        }
    }

    private void read(List<S3File> files) throws SQLException {
        Map<Path, List<FileColumn>> columns = new LinkedHashMap<>();
        files.forEach(file -> columns.put(file.path(), new ArrayList<>()));
        String sql =
                "SELECT file_name, name, num_children, logical_type, converted_type, duckdb_type FROM parquet_schema("
                        + paths(files) + ") ORDER BY file_name, column_id";
        try (Connection connection = duckDb.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                List<FileColumn> own = columns.getOrDefault(Path.of(rows.getString(1)), new ArrayList<>());
                int children = rows.getInt(3);
                for (int i = 0; i < children && rows.next(); i++) {
                    own.add(column(rows));
                    skipInner(rows);
                }
            }
        }
        files.forEach(file -> {
            seen.remove(file.path());
            List<FileColumn> own = List.copyOf(columns.getOrDefault(file.path(), List.of()));
            seen.put(file.path(), new Seen(file, shared.computeIfAbsent(own, all -> all)));
        });
    }

    private static FileColumn column(ResultSet row) throws SQLException {
        String time = row.getString(4) + " " + row.getString(5);
        boolean millis = time.contains("MILLIS=MilliSeconds") || time.contains("TIMESTAMP_MILLIS");
        return new FileColumn(row.getString(2), FileType.parse(row.getString(6)), millis);
    }

    /** Passes over everything inside the column at hand. */
    private static void skipInner(ResultSet rows) throws SQLException {
        for (int inner = rows.getInt(3); inner > 0 && rows.next(); inner--) {
            inner += rows.getInt(3);
        }
    }

    /** A list of file names in DuckDB's SQL, with none of its wild cards. */
    static String paths(List<S3File> files) {
        StringJoiner paths = new StringJoiner(", ", "[", "]");
        files.forEach(file -> paths.add(Sql.text(file.path().toString().replaceAll("[\\[*?]", "[$0]"))));
        return paths.toString();
    }
}
