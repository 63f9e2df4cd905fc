package io.github.calllake.local.athena;

import io.github.calllake.local.athena.SqlType.Decimal;
import io.github.calllake.local.athena.SqlType.Simple;
import io.github.calllake.local.athena.SqlType.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Writes a query's rows as files into S3, for UNLOAD and CREATE TABLE AS. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/unload.html">UNLOAD</a>
 */
final class RowFiles {
    private static final int MOST_PARTITIONS = 100;

    private final S3Files s3;
    private final ResultStore store;
    private final Path temporary;

    RowFiles(S3Files s3, ResultStore store, Path temporary) {
        this.s3 = s3;
        this.store = store;
        this.temporary = temporary;
    }

    /** How files are made. */
    enum Format {
        PARQUET,
        JSON,
        TEXTFILE
    }

    /**
     * Where files go, and of what kind they are.
     *
     * @param location a folder in S3 with a slash at the end
     * @param compression {@code NONE}, {@code GZIP}, {@code SNAPPY} or {@code ZSTD}
     * @param delimiter between the values of a text file
     * @param keys names of the last columns, by whose values files go into folders
     */
    record Target(String location, Format format, String compression, String delimiter, List<String> keys) {
        Target {
            keys = List.copyOf(keys);
        }
    }

    /**
     * A file that was written.
     *
     * @param folders the folders of its partition, with a slash at the end; empty without partitions
     */
    record Written(String address, String folders) {}

    boolean isEmpty(String location) {
        return s3.list(s3.path(location)).isEmpty();
    }

    /** Writes all rows; nothing if there are none. */
    List<Written> write(Connection connection, Select select, Target target, Consumer<Statement> running)
            throws SQLException, IOException {
        requireKeysLast(select, target);
        Path folder = Files.createTempDirectory(temporary, "rows");
        try {
            try (Statement statement = connection.createStatement()) {
                running.accept(statement);
                statement.execute("COPY (" + named(select, target) + ") TO "
                        + Sql.text((target.keys().isEmpty() ? folder.resolve("rows") : folder).toString()) + " ("
                        + options(target) + ")");
            }
            return upload(folder, target);
        } finally {
            delete(folder);
        }
    }

    private static void requireKeysLast(Select select, Target target) {
        List<String> names = select.columns().stream()
                .map(column -> Identifiers.name(column.name()))
                .toList();
        List<String> keys = target.keys();
        int from = names.size() - keys.size();
        if (from < 1 || !names.subList(from, names.size()).equals(keys)) {
            throw new SqlFailure(
                    "HIVE_COLUMN_ORDER_MISMATCH: Partition keys must be the last columns in the table and in"
                            + " the same order as the table properties: " + keys);
        }
        if (names.stream().distinct().count() != names.size()) {
            throw new SqlFailure("DUPLICATE_COLUMN_NAME: Column name specified more than once: " + names);
        }
    }

    private static String named(Select select, Target target) {
        StringJoiner list = new StringJoiner(", ");
        for (int i = 0; i < select.columns().size(); i++) {
            Column column = select.columns().get(i);
            list.add(value(Select.columnName(i), column.type(), target.format()) + " AS "
                    + Sql.name(Identifiers.name(column.name())));
        }
        return "SELECT " + list + " FROM (" + select.sql() + ")";
    }

    private static String value(String sql, SqlType type, Format format) {
        if (format == Format.PARQUET) {
            return sql;
        }
        if (type instanceof Timestamp) {
            return "strftime(" + sql + ", '%Y-%m-%d %H:%M:%S.%g')";
        }
        boolean plain = type instanceof Simple || type instanceof Decimal;
        if (format == Format.TEXTFILE && !plain) {
            throw new SqlFailure("NOT_SUPPORTED: not emulated locally: " + type.trino() + " in a text file");
        }
        return sql;
    }

    private static String options(Target target) {
        String compression =
                switch (target.compression()) {
                    case "NONE" -> target.format() == Format.PARQUET ? "uncompressed" : "none";
                    default -> target.compression().toLowerCase(Locale.ROOT);
                };
        if (target.format() != Format.PARQUET && compression.equals("snappy")) {
            throw new SqlFailure("NOT_SUPPORTED: not emulated locally: text files with SNAPPY");
        }
        StringBuilder options = new StringBuilder();
        switch (target.format()) {
            case PARQUET -> options.append("FORMAT parquet");
            case JSON -> options.append("FORMAT json");
            case TEXTFILE ->
                options.append("FORMAT csv, HEADER false, QUOTE '', ESCAPE '', NULLSTR '\\N', DELIMITER ")
                        .append(Sql.text(target.delimiter()));
        }
        options.append(", COMPRESSION ").append(compression);
        if (!target.keys().isEmpty()) {
            options.append(", PARTITION_BY (")
                    .append(String.join(
                            ", ", target.keys().stream().map(Sql::name).toList()))
                    .append(")");
        }
        return options.toString();
    }

    private List<Written> upload(Path folder, Target target) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        if (target.keys().isEmpty() && isWithoutRows(files, target)) {
            return List.of();
        }
        if (files.stream().map(Path::getParent).distinct().count() > MOST_PARTITIONS) {
            throw new SqlFailure("HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of " + MOST_PARTITIONS
                    + " open writers for partitions/buckets");
        }
        List<Written> written = new ArrayList<>();
        String suffix =
                target.format() != Format.PARQUET && target.compression().equals("GZIP") ? ".gz" : "";
        for (Path file : files) {
            String inside = folder.relativize(file.getParent()).toString();
            String folders = inside.isEmpty() ? "" : inside + "/";
            String address = target.location() + folders + UUID.randomUUID() + suffix;
            store.upload(address, file);
            written.add(new Written(address, folders));
        }
        return written;
    }

    private static boolean isWithoutRows(List<Path> files, Target target) throws IOException {
        return target.format() != Format.PARQUET
                && files.size() == 1
                && target.compression().equals("NONE")
                && Files.size(files.get(0)) == 0;
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> inside = Files.walk(folder)) {
            all = inside.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }
}
