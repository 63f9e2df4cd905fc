package io.github.calllake.local.athena;

import io.github.calllake.local.s3.S3Objects;
import io.github.calllake.local.s3.S3Objects.Place;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** Puts results into S3, as CSV, where Athena puts them. Thread-safe. */
final class ResultStore implements AutoCloseable {
    private static final int PAGE = 1_000;

    private final S3Objects objects;

    ResultStore(URI endpoint) {
        this.objects = new S3Objects(() -> endpoint);
    }

    /**
     * Writes a result.
     *
     * @param location the object, {@code s3://bucket/key}
     * @param header the column names; empty if the result has none
     * @param aside where the file may be built
     * @throws SqlFailure if S3 does not take it
     */
    void put(String location, Optional<List<String>> header, ResultFile rows, Path aside) throws IOException {
        try {
            try (BufferedWriter out = Files.newBufferedWriter(aside, StandardCharsets.UTF_8)) {
                if (header.isPresent()) {
                    out.write(line(header.get()));
                }
                Optional<Long> next = Optional.of(0L);
                while (next.isPresent()) {
                    ResultFile.Page page = rows.read(next.get(), PAGE);
                    for (List<@Nullable String> row : page.rows()) {
                        out.write(line(row));
                    }
                    next = page.next();
                }
            }
            upload(location, aside);
        } catch (SdkException e) {
            throw new SqlFailure("Unable to write the query's result to " + location + ": " + e.getMessage());
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** Writes a file as an object. */
    void upload(String location, Path file) {
        objects.put(Place.of(location), file);
    }

    /** Every value in quotes, so that NULL, which has none, can be told from an empty text. */
    private static String line(List<? extends @Nullable String> values) {
        StringJoiner line = new StringJoiner(",", "", "\n");
        for (String value : values) {
            line.add(value == null ? "" : "\"" + value.replace("\"", "\"\"") + "\"");
        }
        return line.toString();
    }

    @Override
    public void close() {
        objects.close();
    }
}
