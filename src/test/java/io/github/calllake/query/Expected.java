package io.github.calllake.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.event.CallEvent;
import io.github.calllake.event.DetailType;
import io.github.calllake.event.EventDecoder;
import io.github.calllake.simulate.PostCallFile;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the questions should answer, by a plain computation over the events as they were put: no SQL, no tables. */
final class Expected {

    private final List<CallEvent> deliveries;
    private final List<CallEvent> events;

    private Expected(List<CallEvent> deliveries) {
        this.deliveries = deliveries;
        Set<Object> seen = new HashSet<>();
        this.events =
                deliveries.stream().filter(event -> seen.add(identity(event))).toList();
    }

    /** Of records in the order in which they were put. */
    static Expected of(Stream<byte[]> records) {
        return new Expected(records.map(EventDecoder::decode)
                .filter(CallEvent.class::isInstance)
                .map(CallEvent.class::cast)
                .toList());
    }

    private static Object identity(CallEvent event) {
        JsonNode payload = event.payload();
        String id = scalar(payload.path("id"));
        if (id != null) {
            return List.of(event.type(), id);
        }
        String time = scalar(payload.path("time"));
        if (time == null) {
            return new Object();
        }
        JsonNode said = payload.path("UtteranceEvent");
        List<@Nullable Object> parts = new ArrayList<>();
        parts.add(event.type());
        parts.add(time);
        parts.add(scalar(payload.path("mediaInsightsPipelineId")));
        parts.add(callId(event));
        parts.add(scalar(payload.path("callevent-type")));
        parts.add(scalar(payload.path("detail-subtype")));
        parts.add(scalar(payload.path("s3MediaObjectConsoleUrl")));
        parts.add(scalar(event.oneTimeMetadata().path("s3RecordingUrl")));
        parts.add(scalar(said.path("UtteranceId")));
        parts.add(scalar(said.path("IsPartial")));
        parts.add(scalar(said.path("EndOffsetMillis")));
        parts.add(results(payload)
                .map(result -> scalar(result.path("ResultId"))
                        + scalar(result.path("IsPartial"))
                        + scalar(result.path("EndTime")))
                .toList());
        parts.add(array(payload.path("CategoryEvent").path("MatchedCategories"))
                .map(Expected::scalar)
                .toList());
        return parts;
    }

    private static @Nullable String scalar(JsonNode node) {
        return node.isValueNode() && !node.isNull() ? node.asText() : null;
    }

    private static Stream<JsonNode> array(JsonNode node) {
        return node.isArray() ? IntStream.range(0, node.size()).mapToObj(node::get) : Stream.of();
    }

    static @Nullable String callId(CallEvent event) {
        String own = scalar(event.metadata().path("callId"));
        return own == null ? scalar(event.payload().path("detail").path("callId")) : own;
    }

    Stream<CallEvent> deliveries() {
        return deliveries.stream();
    }

    Stream<CallEvent> events(DetailType type) {
        return events.stream().filter(event -> event.type() == type);
    }

    static Map<DetailType, Long> count(Stream<CallEvent> some) {
        Map<DetailType, Long> counts = new TreeMap<>();
        Arrays.stream(DetailType.values()).forEach(type -> counts.put(type, 0L));
        some.forEach(event -> counts.merge(event.type(), 1L, Long::sum));
        return counts;
    }

    Stream<CallEvent> events() {
        return events.stream();
    }

    /** A final piece of what was said. */
    record Said(
            @Nullable String callId,
            @Nullable String id,
            @Nullable String speaker,
            @Nullable String text,
            @Nullable String sentiment,
            @Nullable Long begin,
            @Nullable Long end,
            Instant time,
            JsonNode entities,
            JsonNode issues) {}

    Stream<Said> said() {
        Stream<Said> utterances = events(DetailType.TRANSCRIBE_CALL_ANALYTICS).flatMap(Expected::utterance);
        Stream<Said> results = events(DetailType.TRANSCRIBE).flatMap(Expected::results);
        return Stream.concat(utterances, results);
    }

    Stream<Said> utterances() {
        return events(DetailType.TRANSCRIBE_CALL_ANALYTICS).flatMap(Expected::utterance);
    }

    private static Stream<Said> utterance(CallEvent event) {
        JsonNode said = event.payload().path("UtteranceEvent");
        return said.path("IsPartial").asBoolean(true)
                ? Stream.of()
                : Stream.of(new Said(
                        callId(event),
                        scalar(said.path("UtteranceId")),
                        scalar(said.path("ParticipantRole")),
                        scalar(said.path("Transcript")),
                        scalar(said.path("Sentiment")),
                        said.path("BeginOffsetMillis").asLong(),
                        said.path("EndOffsetMillis").asLong(),
                        event.sentAt().orElse(Instant.MAX),
                        said.path("Entities"),
                        said.path("IssuesDetected")));
    }

    private static Stream<JsonNode> results(JsonNode payload) {
        JsonNode flat = payload.path("TranscriptEvent");
        JsonNode nested = flat.path("Transcript").path("Results");
        return nested.isEmpty() ? Stream.of(flat) : array(nested);
    }

    private static Stream<Said> results(CallEvent event) {
        return results(event.payload())
                .filter(result -> !result.path("IsPartial").asBoolean(true))
                .map(result -> {
                    JsonNode best = result.path("Alternatives").path(0);
                    return new Said(
                            callId(event),
                            scalar(result.path("ResultId")),
                            scalar(result.path("ChannelId")),
                            scalar(best.path("Transcript")),
                            null,
                            Math.round(result.path("StartTime").asDouble() * 1000),
                            Math.round(result.path("EndTime").asDouble() * 1000),
                            event.sentAt().orElse(Instant.MAX),
                            best.path("Entities"),
                            result.path("IssuesDetected"));
                });
    }

    Stream<String> categories() {
        return events(DetailType.TRANSCRIBE_CALL_ANALYTICS_CATEGORY_EVENTS)
                .flatMap(event -> array(event.payload().path("CategoryEvent").path("MatchedCategories"))
                        .map(category -> callId(event) + "|" + category.asText()));
    }

    Set<String> callIds() {
        return events(DetailType.CALL_ANALYTICS_METADATA)
                .map(Expected::callId)
                .filter(id -> id != null)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    List<CallEvent> metadataOf(String callId) {
        return events(DetailType.CALL_ANALYTICS_METADATA)
                .filter(event -> callId.equals(callId(event)))
                .toList();
    }

    /**
     * A recorded file.
     *
     * @param kind as {@link Recording.Kind} names it
     */
    record Recorded(@Nullable String callId, String kind, String url, Instant time) {}

    /** Each file once, by the first event that names it. */
    List<Recorded> recordings() {
        List<Recorded> all = new ArrayList<>();
        events(DetailType.RECORDING)
                .forEach(event -> add(
                        all,
                        event,
                        scalar(event.payload().path("detail-subtype")) == null
                                        || event.payload()
                                                .path("detail-subtype")
                                                .asText()
                                                .equals("Recording")
                                ? "ORIGINAL"
                                : "ENHANCED",
                        event.payload().path("s3MediaObjectConsoleUrl")));
        events(DetailType.CALL_ANALYTICS_METADATA).forEach(event -> {
            add(all, event, "TRANSCRIBED", event.oneTimeMetadata().path("s3RecordingUrl"));
            add(all, event, "REDACTED", event.oneTimeMetadata().path("s3RecordingUrlRedacted"));
        });
        Set<String> urls = new HashSet<>();
        return all.stream().filter(recorded -> urls.add(recorded.url())).toList();
    }

    private static void add(List<Recorded> all, CallEvent event, String kind, JsonNode url) {
        String text = scalar(url);
        if (text != null) {
            all.add(new Recorded(callId(event), kind, text, event.sentAt().orElse(Instant.MAX)));
        }
    }

    /**
     * A session that was announced and written up.
     *
     * @param figures of the file, as numbers and texts
     */
    record WrittenUp(
            @Nullable String callId,
            String sessionId,
            boolean asSpoken,
            boolean redacted,
            Instant time,
            Map<String, JsonNode> figures) {}

    /** Sessions by their announcements, with what the files of the session say. */
    List<WrittenUp> postCalls(List<PostCallFile> files) {
        Map<String, List<PostCallFile>> sessions = files.stream()
                .filter(PostCallFile::isJson)
                .collect(Collectors.groupingBy(file -> file.key().replaceAll(".*/|[.]json", "")));
        List<WrittenUp> all = new ArrayList<>();
        sessions.forEach((sessionId, written) -> recordings().stream()
                .filter(recorded -> recorded.url().endsWith("/" + sessionId + ".wav"))
                .findFirst()
                .ifPresent(recorded -> all.add(new WrittenUp(
                        recorded.callId(),
                        sessionId,
                        written.stream().anyMatch(file -> !file.key().contains("redacted-analytics")),
                        written.stream().anyMatch(file -> file.key().contains("redacted-analytics")),
                        recorded.time(),
                        figures(written.get(0))))));
        return all;
    }

    private static Map<String, JsonNode> figures(PostCallFile file) {
        try {
            JsonNode body = new ObjectMapper().readTree(file.data());
            JsonNode said = body.path("ConversationCharacteristics");
            return Map.of(
                    "agentSentiment", said.at("/Sentiment/OverallSentiment/AGENT"),
                    "customerSentiment", said.at("/Sentiment/OverallSentiment/CUSTOMER"),
                    "conversationMillis", said.path("TotalConversationDurationMillis"),
                    "customerTalkMillis", said.at("/TalkTime/DetailsByParticipant/CUSTOMER/TotalTimeMillis"),
                    "nonTalkMillis", said.at("/NonTalkTime/TotalTimeMillis"),
                    "interruptions", said.at("/Interruptions/TotalCount"),
                    "categories", body.at("/Categories/MatchedCategories"),
                    "summary", said.at("/ContactSummary/AutoGenerated/OverallSummary/Content"));
        } catch (IOException e) {
            throw new AssertionError("A file of the simulator is no JSON", e);
        }
    }
}
