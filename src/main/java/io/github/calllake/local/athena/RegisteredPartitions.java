package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Partitions that Glue was told of, each with its folder. */
final class RegisteredPartitions implements PartitionPlaces {
    private static final String NULL_FOLDER = "__HIVE_DEFAULT_PARTITION__";

    private final List<String> keys;
    private final List<Place> places;

    private record Place(Path folder, List<String> values) {}

    private RegisteredPartitions(List<String> keys, List<Place> places) {
        this.keys = keys;
        this.places = places;
    }

    static RegisteredPartitions of(List<String> keys, List<JsonNode> registered, S3Files s3) {
        List<Place> places = new ArrayList<>();
        for (JsonNode partition : registered) {
            String location =
                    partition.path("StorageDescriptor").path("Location").asText();
            if (location.isEmpty()) {
                throw new SqlFailure(
                        "HIVE_UNSUPPORTED_FORMAT: Partition StorageDescriptor is null, or has no location: "
                                + GluePartitions.values(partition));
            }
            places.add(new Place(s3.path(location), GluePartitions.values(partition)));
        }
        return new RegisteredPartitions(keys, places);
    }

    @Override
    public List<Path> roots() {
        return places.stream().map(Place::folder).distinct().toList();
    }

    @Override
    public boolean contains(Path file) {
        return place(file).isPresent();
    }

    private Optional<Place> place(Path file) {
        return places.stream().filter(place -> file.startsWith(place.folder())).findFirst();
    }

    @Override
    public Expr value(String key, SqlType type, String fileSql) {
        int index = keys.indexOf(key);
        StringBuilder value = new StringBuilder("CASE");
        for (Place place : places) {
            String text = place.values().get(index);
            value.append(" WHEN starts_with(")
                    .append(fileSql)
                    .append(", ")
                    .append(Sql.text(place.folder() + "/"))
                    .append(") THEN ")
                    .append(text.equals(NULL_FOLDER) ? "NULL" : Sql.text(text));
        }
        return new Expr(Sql.cast(places.isEmpty() ? "NULL" : value + " END", type), type);
    }
}
