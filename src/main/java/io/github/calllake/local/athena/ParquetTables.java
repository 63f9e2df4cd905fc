package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.local.athena.FileScan.Part;
import io.github.calllake.local.athena.FileSchemas.FileColumn;
import io.github.calllake.local.athena.S3Files.S3File;
import io.github.calllake.local.athena.SqlType.Simple;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Glue's external tables over the S3 stand-in's files, Parquet, JSON or text, for one query: files are listed when it starts, as
 * Athena does. Types are Glue's, not the files'. Not thread-safe.
 */
final class ParquetTables implements TableSource, AutoCloseable {
    /** Where a query may ask for the object that a row came from. */
    private static final String PATH_COLUMN = "$path";

    private static final String FILE_COLUMN = "local file";

    private final GlueCatalog catalog;
    private final S3Files s3;
    private final FileSchemas schemas;
    private final DuckDb duckDb;
    private final Clock clock;
    private final JsonTables json;
    private final Map<Path, Long> scanned = new HashMap<>();
    private long textBytes;

    ParquetTables(GlueCatalog catalog, S3Files s3, FileSchemas schemas, DuckDb duckDb, Clock clock) {
        this.catalog = catalog;
        this.s3 = s3;
        this.schemas = schemas;
        this.duckDb = duckDb;
        this.clock = clock;
        this.json = new JsonTables(s3, schemas.temporary());
    }

    /**
     * What Athena says that a query scanned: what was read of Parquet files, at most all of them, and JSON and text files
     * whole.
     *
     * @param read what DuckDB read
     */
    long bytesScanned(long read) {
        long parquet = scanned.values().stream().mapToLong(Long::longValue).sum();
        long columns = Math.min(Math.max(0, read - textBytes), parquet);
        return columns + json.bytesRead() + textBytes;
    }

    /** Removes what the query needed besides. */
    @Override
    public void close() throws IOException {
        json.close();
    }

    @Override
    public boolean hasDatabase(String database) {
        return catalog.hasDatabase(database);
    }

    @Override
    public Optional<ObjectNode> table(String database, String table) {
        return catalog.table(database, table);
    }

    @Override
    public Scanned scan(ObjectNode table, String alias) {
        List<Column> columns = columns(table.path("StorageDescriptor").path("Columns"), Origin.OTHER);
        List<Column> keys = columns(table.path("PartitionKeys"), Origin.PARTITION);
        List<String> keyNames = keys.stream().map(Column::name).toList();
        FileScan.Format format = format(table, columns);
        ChosenPartitions partitions = new ChosenPartitions(
                PartitionPlaces.of(table, keyNames, registered(table), s3, clock), duckDb, alias, columns.size(), keys);
        // A partition column of a type that is not emulated is refused, whether it is asked for or not.
        keys.forEach(key -> partitions.value(key, ""));

        Column path = new Column(PATH_COLUMN, Simple.VARCHAR);
        List<Column> all = new ArrayList<>(columns);
        all.addAll(keys);
        all.add(path);
        return new Scanned(new FileScan(partitions, format, columns, keys, path), all, 1);
    }

    private FileScan.Format format(ObjectNode table, List<Column> columns) {
        if (JsonTables.isJson(table)) {
            return (files, uses) -> List.of(json(table, columns, files, uses));
        }
        if (TextTables.isText(table)) {
            return (files, uses) -> List.of(text(table, columns, files, uses));
        }
        requireParquet(table);
        return (files, uses) -> parquet(columns, files, uses);
    }

    private List<JsonNode> registered(ObjectNode table) {
        String database = table.path("DatabaseName").asText();
        return List.copyOf(catalog.partitions().all(database, table.path("Name").asText()));
    }

    private Part text(ObjectNode table, List<Column> columns, List<S3File> files, Uses uses) {
        files.forEach(file -> textBytes += file.size());
        String file = FileScan.ROWS + "." + Sql.name(TextTables.FILE);
        List<String> list = FileScan.list(
                columns.size(),
                uses,
                index -> TextTables.read(
                        FileScan.ROWS + ".t" + index, columns.get(index).type()));
        // What cannot be read is refused, whether it is asked for or not.
        columns.forEach(column -> TextTables.read("", column.type()));
        return new Part(TextTables.rows(table, columns, files) + " AS " + FileScan.ROWS, list, file, address(file));
    }

    private String address(String file) {
        return "'s3://' || substr(" + file + ", " + (s3.root().length() + 1) + ")";
    }

    private static void requireParquet(JsonNode table) {
        JsonNode storage = table.path("StorageDescriptor");
        String serde = storage.path("SerdeInfo").path("SerializationLibrary").asText();
        String format = storage.path("InputFormat").asText();
        if (!(serde + format).toLowerCase(Locale.ROOT).contains("parquet")) {
            throw new SqlFailure(
                    "NOT_SUPPORTED: not emulated locally: tables that are neither Parquet, OpenX JSON nor text ("
                            + (serde.isEmpty() ? format : serde) + ")");
        }
    }

    private static List<Column> columns(JsonNode described, Origin origin) {
        List<Column> columns = new ArrayList<>();
        for (JsonNode column : described) {
            columns.add(new Column(
                    Identifiers.name(column.path("Name").asText()),
                    TypeNames.hive(column.path("Type").asText()),
                    origin));
        }
        return columns;
    }

    private Map<List<FileColumn>, List<S3File>> groups(List<S3File> files) {
        try {
            return schemas.group(files);
        } catch (SQLException e) {
            throw new SqlFailure("HIVE_BAD_DATA: Not valid Parquet: " + QueryRunner.message(e));
        }
    }

    /**
     * How files give the columns that are asked for. Files with other columns beside are read by one scan: DuckDB plans each
     * scan anew, and takes members of structs out of one only.
     */
    private record Picked(List<String> list, List<FileType> types) {}

    private List<Part> parquet(List<Column> columns, List<S3File> files, Uses uses) {
        files.forEach(file -> scanned.put(file.path(), file.size()));
        Map<Picked, List<S3File>> alike = new LinkedHashMap<>();
        groups(files).forEach((found, group) -> {
            FoundColumns reader = new FoundColumns(columns, found);
            List<String> list = FileScan.list(columns.size(), uses, reader);
            alike.computeIfAbsent(new Picked(list, reader.types()), unused -> new ArrayList<>())
                    .addAll(group);
        });
        String file = FileScan.ROWS + "." + Sql.name(FILE_COLUMN);
        List<Part> parts = new ArrayList<>();
        alike.forEach((picked, group) -> parts.add(new Part(
                "read_parquet(" + FileSchemas.paths(group) + ", filename = " + Sql.text(FILE_COLUMN)
                        + ", hive_partitioning = false) AS " + FileScan.ROWS,
                picked.list(),
                file,
                address(file))));
        return parts;
    }

    private Part json(ObjectNode table, List<Column> columns, List<S3File> files, Uses uses) {
        String address = JsonTables.address(FileScan.ROWS);
        return new Part(
                json.rows(table, columns, files) + " AS " + FileScan.ROWS,
                FileScan.list(columns.size(), uses, index -> FileScan.ROWS + "." + Select.columnName(index)),
                Sql.text(s3.root()) + " || substr(" + address + ", 6)",
                address);
    }
}
