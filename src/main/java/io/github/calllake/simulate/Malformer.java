package io.github.calllake.simulate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.simulate.SimulatedRecord.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/** Makes malformed records out of events. */
final class Malformer {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<Kind> KINDS =
            Arrays.stream(Kind.values()).filter(Kind::isMalformed).toList();

    /** What others put on a shared stream, and call analytics' own notices that are no call analytics events. */
    private static final List<String> FOREIGN = List.of(
            "{\"EventType\":\"ADD_TRANSCRIPT_SEGMENT\",\"CallId\":\"c1\",\"Transcript\":\"...\",\"IsPartial\":false}",
            "{\"detail-type\":\"Media Insights State Change\",\"detail\":{\"eventType\":\"InProgress\"}}",
            "{\"detail-type\":\"Chime VoiceConnector Streaming Status\",\"source\":\"aws.chime\",\"detail\":{}}",
            "{\"detail-type\":null,\"time\":\"2026-01-05T08:00:00Z\"}",
            "{\"detail-type\":{\"name\":\"Transcribe\"}}",
            "{}",
            "[{\"detail-type\":\"Transcribe\"}]",
            "\"ping\"",
            "null",
            "42");

    /** Values that JSON has and SUPER has not: nested over 1,000 deep, or beyond any decimal number. */
    private static final List<String> NOT_STORABLE =
            List.of("\"nul \\u0000\"", "\"half \\ud83d pair\"", "[".repeat(1_200) + "]".repeat(1_200), "1e200000");

    private static final List<String> EMPTY = List.of("", " ", "\r\n");

    private final SeededRandom random;

    Malformer(SeededRandom random) {
        this.random = random;
    }

    /** A kind of malformed record, all equally often. */
    Kind kind() {
        return random.oneOf(KINDS);
    }

    /** The data of a malformed record of that kind, made out of an event's or instead of it. */
    byte[] malformed(Kind kind, byte[] event) {
        return switch (kind) {
            case TRUNCATED -> Arrays.copyOf(event, random.between(1, event.length - 1));
            case NOT_UTF8 -> notUtf8(event);
            case EMPTY -> random.oneOf(EMPTY).getBytes(UTF_8);
            case FOREIGN -> random.oneOf(FOREIGN).getBytes(UTF_8);
            case DUPLICATE_KEY -> withMember(event, "\"time\":\"2001-01-01T00:00:00\"");
            case NOT_STORABLE -> withMember(event, "\"note\":" + random.oneOf(NOT_STORABLE));
            case WRONG_TYPE -> wrongType(event);
            case BROKEN_METADATA -> brokenMetadata(event);
            case EVENT, DUPLICATE, LATE, OUT_OF_ORDER -> throw new IllegalStateException(kind + " is well formed");
        };
    }

    private byte[] notUtf8(byte[] event) {
        byte[] data = event.clone();
        data[random.between(1, data.length - 2)] = (byte) 0xFF;
        return data;
    }

    private static byte[] withMember(byte[] event, String member) {
        byte[] more = ("," + member + "}").getBytes(UTF_8);
        byte[] data = Arrays.copyOf(event, event.length - 1 + more.length);
        System.arraycopy(more, 0, data, event.length - 1, more.length);
        return data;
    }

    private byte[] wrongType(byte[] event) {
        ObjectNode object = read(event);
        switch (random.below(4)) {
            case 0 -> object.put("time", 1_767_600_000_123L);
            case 1 -> object.put("mediaInsightsPipelineId", 42).put("metadata", 17);
            case 2 -> object.putArray("service-type").add("CallAnalytics");
            default -> {
                for (String body : List.of("UtteranceEvent", "CategoryEvent", "TranscriptEvent", "detail")) {
                    if (object.has(body)) {
                        object.put(body, "none");
                    }
                }
                object.put("time", "yesterday");
            }
        }
        return write(object);
    }

    private byte[] brokenMetadata(byte[] event) {
        ObjectNode object = read(event);
        JsonNode given = object.path("metadata");
        String metadata = given.isTextual() ? given.textValue() : "{\"callId\":\"none\"}";
        return write(object.put("metadata", metadata.substring(0, random.between(1, metadata.length() - 1))));
    }

    private static ObjectNode read(byte[] event) {
        try {
            return (ObjectNode) MAPPER.readTree(event);
        } catch (IOException e) {
            throw new UncheckedIOException("an event is JSON", e);
        }
    }

    private static byte[] write(ObjectNode object) {
        try {
            return MAPPER.writeValueAsBytes(object);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }
}
