package io.github.calllake.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.engine.Unloaded.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import software.amazon.awssdk.services.s3.S3Client;

/** UNLOAD of Redshift. Thread-safe. */
final class RedshiftUnloader implements Unloader {
    private static final String MANIFEST = "manifest";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RedshiftEngine engine;
    private final S3Client s3;
    private final String role;

    RedshiftUnloader(RedshiftEngine engine, S3Client s3, String role) {
        this.engine = engine;
        this.s3 = s3;
        this.role = role;
    }

    @Override
    public Unloaded unload(Unload unload, QueryOptions options) {
        UnloadTarget target = new UnloadTarget(s3, Tier.HOT, unload.target());
        target.requireEmpty();
        long start = System.nanoTime();
        engine.execute(statement(unload), options);
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        List<Part> parts = parts(unload.target(), target.text(MANIFEST));
        long rows = parts.stream().mapToLong(part -> part.rows().orElse(0)).sum();
        return new Unloaded(parts, QueryStats.of(Tier.HOT, elapsed).withRows(rows));
    }

    /** The query is a literal of its own: what is a quote or a backslash in it is one in there. */
    private String statement(Unload unload) {
        String query = new UnloadSql(engine).text(unload);
        String format =
                switch (unload.format()) {
                    // Of a size that a reader can map into memory.
                    case PARQUET -> "FORMAT PARQUET MAXFILESIZE 512 MB";
                    case JSON -> "FORMAT JSON";
                    // One column: there is nothing to divide, and nothing is escaped.
                    case CSV -> "DELIMITER '|'";
                };
        return "UNLOAD ('" + query.replace("\\", "\\\\").replace("'", "''") + "') TO '" + unload.target()
                + "' IAM_ROLE " + (role.equals("default") ? "default" : "'" + role + "'") + " " + format
                + (unload.compression() == Unload.Compression.NONE ? "" : " " + unload.compression())
                + " MANIFEST VERBOSE";
    }

    private static List<Part> parts(String target, String manifest) {
        List<Part> parts = new ArrayList<>();
        for (JsonNode entry : entries(target, manifest)) {
            JsonNode meta = entry.path("meta");
            if (!entry.path("url").isTextual()
                    || !meta.path("content_length").isIntegralNumber()
                    || !meta.path("record_count").isIntegralNumber()) {
                throw new QueryException(
                        Tier.HOT, "the manifest under " + target + " has an entry without url, bytes and rows");
            }
            parts.add(new Part(
                    entry.path("url").textValue(),
                    meta.path("content_length").longValue(),
                    OptionalLong.of(meta.path("record_count").longValue())));
        }
        return parts;
    }

    private static JsonNode entries(String target, String manifest) {
        try {
            return JSON.readTree(manifest).path("entries");
        } catch (JsonProcessingException e) {
            throw new QueryException(Tier.HOT, "the manifest under " + target + " is no JSON", e);
        }
    }
}
