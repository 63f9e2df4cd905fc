package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.calllake.local.athena.S3Files.S3File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Partitions that Glue was told of, each with its folder. */
final class RegisteredPartitions implements PartitionPlaces {
    private static final String NULL_FOLDER = "__HIVE_DEFAULT_PARTITION__";

    private final List<String> keys;
    private final List<Place> places;
    private final S3Files s3;

    private RegisteredPartitions(List<String> keys, List<Place> places, S3Files s3) {
        this.keys = keys;
        this.places = places;
        this.s3 = s3;
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
            List<Optional<String>> values = GluePartitions.values(partition).stream()
                    .map(value -> Optional.of(value).filter(text -> !text.equals(NULL_FOLDER)))
                    .toList();
            places.add(new Place(s3.path(location), values));
        }
        return new RegisteredPartitions(keys, places, s3);
    }

    @Override
    public List<Place> places() {
        return places;
    }

    /** A file below several partitions' folders is the first one's, as its values are. */
    @Override
    public List<S3File> files(Place place) {
        List<Place> before = places.subList(0, places.indexOf(place));
        return s3.list(place.folder()).stream()
                .filter(file -> before.stream().noneMatch(other -> file.path().startsWith(other.folder())))
                .toList();
    }

    @Override
    public Expr value(String key, SqlType type, String fileSql) {
        int index = keys.indexOf(key);
        StringBuilder value = new StringBuilder("CASE");
        for (Place place : places) {
            String text = place.values().get(index).map(Sql::text).orElse("NULL");
            value.append(" WHEN starts_with(")
                    .append(fileSql)
                    .append(", ")
                    .append(Sql.text(place.folder() + "/"))
                    .append(") THEN ")
                    .append(text);
        }
        return new Expr(Sql.cast(places.isEmpty() ? "NULL" : value + " END", type), type);
    }
}
