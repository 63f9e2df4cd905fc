package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Where a table's files are, and which partition values each has. */
interface PartitionPlaces {

    /**
     * By the table's projection if it has one, else by the partitions that were registered.
     *
     * @param keys the table's partition columns, in lower case
     * @throws SqlFailure if its properties are wrong
     */
    static PartitionPlaces of(JsonNode table, List<String> keys, List<JsonNode> registered, S3Files s3, Clock clock) {
        boolean projected =
                table.path("Parameters").path("projection.enabled").asText().equalsIgnoreCase("true");
        return keys.isEmpty() || projected
                ? Partitioning.of(table, keys, s3, clock)
                : RegisteredPartitions.of(keys, registered, s3);
    }

    /** The folders under which all files are. */
    List<Path> roots();

    /** Whether the file is in a partition that Athena looks at. */
    boolean contains(Path file);

    /**
     * A partition column's value, from the file's name.
     *
     * @param fileSql the name, in DuckDB's SQL
     */
    Expr value(String key, SqlType type, String fileSql);
}
