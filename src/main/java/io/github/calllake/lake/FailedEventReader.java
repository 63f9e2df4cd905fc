package io.github.calllake.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the failed events of a lake back, as {@link FailedEventWriter} wrote them. */
public final class FailedEventReader {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private FailedEventReader() {}

    /**
     * All failed events, one object of the lake in memory at a time.
     *
     * @throws LakeException if an object cannot be read, also from the stream's own operations
     */
    public static Stream<FailedEvent> read(LakeStore store, LakeLayout layout) {
        return store.list(layout.failedPrefix(), "").stream().flatMap(key -> read(store, key).stream());
    }

    /**
     * The failed events of one object.
     *
     * @throws LakeException if it cannot be read, or is gone
     */
    public static List<FailedEvent> read(LakeStore store, String key) {
        List<FailedEvent> events = new ArrayList<>();
        byte[] content = store.get(key).orElseThrow(() -> new LakeException("Failed events " + key + " are gone"));
        new String(content, StandardCharsets.UTF_8).lines().forEach(line -> events.add(event(key, line)));
        return events;
    }

    private static FailedEvent event(String key, String line) {
        try {
            JsonNode json = MAPPER.readTree(line);
            return new FailedEvent(
                    json.path("shardId").asText(),
                    json.path("sequenceNumber").asText(),
                    json.path("subSequenceNumber").asLong(),
                    Instant.ofEpochMilli(json.path("arrivalTimestamp").asLong()),
                    json.path("errorCode").asText(),
                    json.path("errorMessage").asText(),
                    json.path("rawData").binaryValue());
        } catch (IOException e) {
            throw new LakeException("Failed events " + key + " hold a line that is not one", e);
        }
    }
}
