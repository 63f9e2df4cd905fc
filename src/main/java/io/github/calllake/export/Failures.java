package io.github.calllake.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What went wrong last with each job, for people to read; decides nothing. */
final class Failures {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ExportStore store;

    Failures(ExportStore store) {
        this.store = store;
    }

    private static String key(String job) {
        return job + "/failure.json";
    }

    void note(String job, Instant at, RuntimeException failure) {
        byte[] content = JsonNodeFactory.instance
                .objectNode()
                .put("at", at.toString())
                .put("message", String.valueOf(failure.getMessage()))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        try (ExportStore.Draft draft = store.create(key(job))) {
            draft.write(content, 0, content.length);
            draft.commit();
        } catch (IOException e) {
            throw new UncheckedIOException("Noting a failure below " + store.address() + " failed", e);
        }
    }

    void clear(String job) {
        store.deleteAll(List.of(key(job)));
    }

    Optional<JobStatus.Failure> last(String job) {
        return store.get(key(job)).map(content -> {
            try {
                JsonNode json = MAPPER.readTree(content);
                return new JobStatus.Failure(
                        Instant.parse(json.required("at").asText()),
                        json.required("message").asText());
            } catch (IOException | IllegalArgumentException | DateTimeException e) {
                throw new ExportException(
                        store.address() + "/" + key(job) + " does not hold what Call Lake wrote there. Delete it", e);
            }
        });
    }
}
