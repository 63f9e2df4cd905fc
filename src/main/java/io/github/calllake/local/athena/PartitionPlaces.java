package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.calllake.local.athena.S3Files.S3File;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

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

    /**
     * A partition that Athena looks at, or all of a table without partition columns.
     *
     * @param folder where its files are, at any depth
     * @param values of the partition columns, in their order, as texts
     */
    record Place(Path folder, List<Optional<String>> values) {
        public Place {
            values = List.copyOf(values);
        }
    }

    /** All partitions that may have files. */
    List<Place> places();

    /** A partition's files. */
    List<S3File> files(Place place);

    /**
     * A partition column's value, from the file's name.
     *
     * @param fileSql the name, in DuckDB's SQL
     */
    Expr value(String key, SqlType type, String fileSql);
}
