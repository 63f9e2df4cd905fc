package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.local.athena.FileSchemas.FileColumn;
import io.github.calllake.local.athena.S3Files.S3File;
import io.github.calllake.local.athena.SqlType.Simple;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

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
    private final Clock clock;
    private final JsonTables json;
    private final Map<Path, Long> scanned = new HashMap<>();
    private long textBytes;

    ParquetTables(GlueCatalog catalog, S3Files s3, FileSchemas schemas, Clock clock) {
        this.catalog = catalog;
        this.s3 = s3;
        this.schemas = schemas;
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
    public Relation scan(ObjectNode table, List<String> qualifier, String alias) {
        boolean isJson = JsonTables.isJson(table);
        boolean isText = TextTables.isText(table);
        if (!isJson && !isText) {
            requireParquet(table);
        }
        List<Column> columns = columns(table.path("StorageDescriptor").path("Columns"));
        List<Column> keys = columns(table.path("PartitionKeys"));
        List<String> keyNames = keys.stream().map(Column::name).toList();
        PartitionPlaces partitioning = PartitionPlaces.of(table, keyNames, registered(table), s3, clock);

        List<S3File> files = partitioning.roots().stream()
                .flatMap(root -> s3.list(root).stream())
                .filter(file -> partitioning.contains(file.path()))
                .distinct()
                .toList();
        if (isJson && !files.isEmpty()) {
            String rows = selectJson(table, columns, keys, partitioning, files);
            return new Relation("(" + rows + ") AS " + alias, fields(columns, keys, qualifier, alias));
        }
        if (isText && !files.isEmpty()) {
            files.forEach(file -> textBytes += file.size());
            String rows = selectText(table, columns, keys, partitioning, files);
            return new Relation("(" + rows + ") AS " + alias, fields(columns, keys, qualifier, alias));
        }
        files.forEach(file -> scanned.put(file.path(), file.size()));

        StringJoiner union = new StringJoiner(" UNION ALL ");
        groups(files).forEach((found, group) -> union.add(select(columns, keys, partitioning, found, group)));
        String rows = files.isEmpty() ? nothing(columns, keys) : union.toString();
        return new Relation("(" + rows + ") AS " + alias, fields(columns, keys, qualifier, alias));
    }

    private List<JsonNode> registered(ObjectNode table) {
        String database = table.path("DatabaseName").asText();
        return List.copyOf(catalog.partitions().all(database, table.path("Name").asText()));
    }

    private String selectText(
            ObjectNode table,
            List<Column> columns,
            List<Column> keys,
            PartitionPlaces partitioning,
            List<S3File> files) {
        String relation = "f";
        String file = relation + "." + Sql.name(TextTables.FILE);
        StringJoiner list = new StringJoiner(", ");
        int index = 0;
        for (; index < columns.size(); index++) {
            String text = relation + ".t" + index;
            list.add(TextTables.read(text, columns.get(index).type()) + " AS " + Select.columnName(index));
        }
        for (Column key : keys) {
            list.add(partitioning.value(key.name(), key.type(), file).sql() + " AS " + Select.columnName(index++));
        }
        list.add(address(file) + " AS " + Select.columnName(index));
        return "SELECT " + list + " FROM " + TextTables.rows(table, columns, files) + " AS " + relation;
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

    private static List<Column> columns(JsonNode described) {
        List<Column> columns = new ArrayList<>();
        for (JsonNode column : described) {
            columns.add(new Column(
                    Identifiers.name(column.path("Name").asText()),
                    TypeNames.hive(column.path("Type").asText())));
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

    private String select(
            List<Column> columns,
            List<Column> keys,
            PartitionPlaces partitioning,
            List<FileColumn> found,
            List<S3File> files) {
        String relation = "f";
        String file = relation + "." + Sql.name(FILE_COLUMN);
        FileColumns reader = new FileColumns(new Names());
        StringJoiner list = new StringJoiner(", ");
        int index = 0;
        for (Column column : columns) {
            list.add(read(relation, column, found, reader) + " AS " + Select.columnName(index++));
        }
        for (Column key : keys) {
            list.add(partitioning.value(key.name(), key.type(), file).sql() + " AS " + Select.columnName(index++));
        }
        list.add(address(file) + " AS " + Select.columnName(index));
        return "SELECT " + list + " FROM read_parquet(" + FileSchemas.paths(files) + ", filename = "
                + Sql.text(FILE_COLUMN) + ", hive_partitioning = false) AS " + relation;
    }

    private String selectJson(
            ObjectNode table,
            List<Column> columns,
            List<Column> keys,
            PartitionPlaces partitioning,
            List<S3File> files) {
        String relation = "f";
        String address = JsonTables.address(relation);
        String file = Sql.text(s3.root()) + " || substr(" + address + ", 6)";
        StringJoiner list = new StringJoiner(", ");
        int index = 0;
        for (; index < columns.size(); index++) {
            list.add(relation + "." + Select.columnName(index));
        }
        for (Column key : keys) {
            list.add(partitioning.value(key.name(), key.type(), file).sql() + " AS " + Select.columnName(index++));
        }
        list.add(address + " AS " + Select.columnName(index));
        return "SELECT " + list + " FROM " + json.rows(table, columns, files) + " AS " + relation;
    }

    private static String read(String relation, Column column, List<FileColumn> found, FileColumns reader) {
        for (FileColumn candidate : found) {
            if (Identifiers.name(candidate.name()).equals(column.name())) {
                String sql = relation + "." + Sql.name(candidate.name());
                return reader.read(sql, column.name(), candidate.type(), column.type(), candidate.wholeMillis());
            }
        }
        return Sql.nullOf(column.type());
    }

    private static String nothing(List<Column> columns, List<Column> keys) {
        StringJoiner list = new StringJoiner(", ");
        List<Column> all = new ArrayList<>(columns);
        all.addAll(keys);
        all.add(new Column(PATH_COLUMN, Simple.VARCHAR));
        for (int i = 0; i < all.size(); i++) {
            list.add(Sql.nullOf(all.get(i).type()) + " AS " + Select.columnName(i));
        }
        return "SELECT " + list + " WHERE false";
    }

    private static List<Field> fields(List<Column> columns, List<Column> keys, List<String> qualifier, String alias) {
        List<Field> fields = new ArrayList<>();
        for (Column column : columns) {
            fields.add(field(column, qualifier, alias, fields.size(), false));
        }
        for (Column key : keys) {
            Column known = new Column(key.name(), key.type(), Origin.PARTITION);
            fields.add(field(known, qualifier, alias, fields.size(), false));
        }
        fields.add(field(new Column(PATH_COLUMN, Simple.VARCHAR), qualifier, alias, fields.size(), true));
        return fields;
    }

    private static Field field(Column column, List<String> qualifier, String alias, int index, boolean hidden) {
        Expr value = new Expr(alias + "." + Select.columnName(index), column.type(), column.origin());
        return new Field(qualifier, column.name(), value, hidden);
    }
}
