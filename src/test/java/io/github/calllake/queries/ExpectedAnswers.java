package io.github.calllake.queries;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.simulate.PostCallFile;
import io.github.calllake.simulate.SimulatedRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the queries have to answer, computed from records and files by no SQL. Rows as Athena writes them. */
final class ExpectedAnswers {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    private final List<Event> events;
    private final List<JsonNode> sessions;

    ExpectedAnswers(List<SimulatedRecord> records, List<PostCallFile> files) {
        events = records.stream()
                .filter(record -> record.kind().isFirstDelivery())
                .map(record -> new Event(json(record.data())))
                .toList();
        sessions = files.stream()
                .filter(PostCallFile::isJson)
                .map(file -> json(file.data()))
                .toList();
    }

    private static JsonNode json(byte[] text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The object that a node is, or that its text holds. */
    private static JsonNode opened(JsonNode node) {
        return node.isTextual() ? json(node.asText().getBytes(UTF_8)) : node;
    }

    /** An event with what is inside its text. */
    private record Event(JsonNode body, JsonNode metadata, JsonNode once) {
        Event(JsonNode body) {
            this(
                    body,
                    opened(body.path("metadata")),
                    opened(opened(body.path("metadata")).path("oneTimeMetadata")));
        }

        boolean is(String type) {
            return body.path("detail-type").asText().equals(type);
        }

        @Nullable
        String meta(String name) {
            return text(metadata.path(name));
        }

        String time() {
            return timestamp(body.path("time").asText());
        }

        String day() {
            return body.path("time").asText().substring(0, 10);
        }
    }

    private static String timestamp(String iso) {
        return MILLIS.format(LocalDateTime.parse(iso.replace("Z", "")));
    }

    private static @Nullable String text(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? null : node.asText();
    }

    static List<@Nullable String> row(@Nullable String... values) {
        return Arrays.asList(values);
    }

    private Stream<Event> of(String type) {
        return events.stream().filter(event -> event.is(type));
    }

    private Stream<Event> ofCalls() {
        return of("CallAnalyticsMetadata").filter(event -> event.metadata().has("callId"));
    }

    private static <T> Map<String, List<T>> by(Stream<T> all, Function<T, String> key) {
        return all.collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
    }

    private Map<String, List<Event>> calls() {
        return by(ofCalls(), event -> event.metadata().get("callId").asText());
    }

    List<List<@Nullable String>> callList() {
        return calls().entrySet().stream()
                .map(call -> {
                    Event first = call.getValue().get(0);
                    List<String> times =
                            call.getValue().stream().map(Event::time).sorted().toList();
                    return row(
                            call.getKey(),
                            first.meta("transactionId"),
                            first.meta("voiceConnectorId"),
                            first.meta("fromNumber"),
                            first.meta("toNumber"),
                            first.meta("direction"),
                            times.get(0),
                            times.get(times.size() - 1));
                })
                .toList();
    }

    List<List<@Nullable String>> siprecUpdates() {
        return of("CallAnalyticsMetadata")
                .filter(event -> event.body().path("callevent-type").asText().equalsIgnoreCase("update"))
                .map(event -> row(
                        event.time(),
                        event.meta("callId"),
                        event.meta("transactionId"),
                        text(event.once().path("siprecMetadata")),
                        text(event.once().path("siprecMetadataJson")),
                        text(event.once().path("sipHeaders"))))
                .toList();
    }

    List<List<@Nullable String>> recordings(boolean enhanced) {
        return of("Recording")
                .filter(event -> event.body().has("s3MediaObjectConsoleUrl"))
                .filter(event -> event.body().path("detail-subtype").asText().equals("VoiceEnhancement") == enhanced)
                .map(event -> {
                    String url = event.body().get("s3MediaObjectConsoleUrl").asText();
                    String query = url.substring(url.indexOf('?') + 1);
                    return row(
                            event.time(),
                            event.meta("callId"),
                            event.meta("transactionId"),
                            url,
                            url.substring(url.indexOf("/object/") + 8, url.indexOf('?')),
                            URLDecoder.decode(query.substring(query.indexOf("prefix=") + 7), UTF_8));
                })
                .toList();
    }

    List<List<@Nullable String>> voiceAnalyticsStatus() {
        return of("VoiceAnalyticsStatus")
                .map(event -> {
                    JsonNode detail = event.body().get("detail");
                    return row(
                            event.time(),
                            text(event.body().get("id")),
                            text(detail.path("detailStatus")),
                            text(detail.path("callId")),
                            text(detail.path("transactionId")),
                            text(detail.path("voiceConnectorId")),
                            text(detail.path("isCaller")),
                            text(detail.path("streamStartTime")),
                            text(detail.path("inviteHeaders")),
                            text(detail.path("siprecMetadata")));
                })
                .toList();
    }

    List<List<@Nullable String>> voiceAnalyticsStatusWithCalls() {
        Map<String, Event> byTransaction = new HashMap<>();
        of("CallAnalyticsMetadata")
                .forEach(event -> byTransaction.putIfAbsent(
                        event.metadata().path("transactionId").asText(), event));
        return of("VoiceAnalyticsStatus")
                .filter(event -> byTransaction.containsKey(
                        event.body().at("/detail/transactionId").asText()))
                .map(event -> {
                    JsonNode detail = event.body().get("detail");
                    Event call = byTransaction.get(detail.get("transactionId").asText());
                    return row(
                            event.time(),
                            text(event.body().get("id")),
                            text(detail.path("detailStatus")),
                            text(detail.path("isCaller")),
                            call.meta("transactionId"),
                            call.meta("callId"),
                            call.meta("fromNumber"),
                            call.meta("toNumber"),
                            call.meta("direction"));
                })
                .toList();
    }

    List<List<@Nullable String>> postCallTranscripts() {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (JsonNode session : sessions) {
            for (JsonNode turn : session.get("Transcript")) {
                rows.add(row(
                        text(session.get("SessionId")),
                        text(session.at("/ContentMetadata/Output")),
                        "en-US",
                        "VOICE",
                        text(turn.get("Id")),
                        text(turn.get("ParticipantRole")),
                        text(turn.get("BeginOffsetMillis")),
                        text(turn.get("EndOffsetMillis")),
                        text(turn.get("Sentiment")),
                        text(turn.get("Content"))));
            }
        }
        return rows;
    }

    /** The events that announce each session, by its id. */
    Map<String, List<Event>> announcements() {
        Map<String, List<Event>> announcements = new LinkedHashMap<>();
        ofCalls().filter(event -> event.once().has("s3RecordingUrl")).forEach(event -> announcements
                .computeIfAbsent(
                        event.once().get("s3RecordingUrl").asText().replaceAll("^.*/|[.]wav$", ""),
                        unused -> new ArrayList<>())
                .add(event));
        return announcements;
    }

    List<List<@Nullable String>> postCallWithCalls() {
        Map<String, List<Event>> announcements = announcements();
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (JsonNode session : sessions) {
            List<Event> announced =
                    announcements.getOrDefault(session.get("SessionId").asText(), List.of());
            if (announced.isEmpty()) {
                continue;
            }
            Event call = announced.get(0);
            for (JsonNode turn : session.get("Transcript")) {
                rows.add(row(
                        call.meta("callId"),
                        call.meta("transactionId"),
                        call.meta("fromNumber"),
                        call.meta("toNumber"),
                        call.meta("direction"),
                        announced.stream()
                                .map(Event::time)
                                .min(Comparator.naturalOrder())
                                .orElseThrow(),
                        text(session.get("SessionId")),
                        text(session.at("/ContentMetadata/Output")),
                        text(turn.get("Id")),
                        text(turn.get("ParticipantRole")),
                        text(turn.get("BeginOffsetMillis")),
                        text(turn.get("Content"))));
            }
        }
        return rows;
    }

    /** The flat view's session, call, first announcement, category count, and which transcripts it has. */
    List<List<@Nullable String>> postCallView() {
        Map<String, List<Event>> announcements = announcements();
        Set<String> redacted = new HashSet<>();
        sessions.stream()
                .filter(session ->
                        session.at("/ContentMetadata/Output").asText().equals("Redacted"))
                .forEach(session -> redacted.add(session.get("SessionId").asText()));
        return sessionsAsSpoken()
                .map(session -> {
                    String id = session.get("SessionId").asText();
                    List<Event> announced = announcements.getOrDefault(id, List.of());
                    return row(
                            id,
                            announced.isEmpty() ? null : announced.get(0).meta("callId"),
                            announced.stream()
                                    .map(Event::time)
                                    .min(Comparator.naturalOrder())
                                    .orElse(null),
                            Integer.toString(
                                    session.at("/Categories/MatchedCategories").size()),
                            Integer.toString(session.get("Transcript").size()),
                            redacted.contains(id)
                                    ? Integer.toString(session.get("Transcript").size())
                                    : null,
                            decimal(session.at("/ConversationCharacteristics/Sentiment/OverallSentiment/CUSTOMER")),
                            QueriedCalls.POST_CALL + "/analytics/" + id + ".json",
                            announced.isEmpty() ? null : QueriedCalls.POST_CALL + "/analytics/" + id + ".wav");
                })
                .toList();
    }

    /** Calls with final results of either service, those of Transcribe as they are on the wire: one an event. */
    Map<String, List<List<@Nullable String>>> transcripts() {
        Map<String, List<List<@Nullable String>>> transcripts = new TreeMap<>();
        for (Event event : events) {
            JsonNode utterance = event.body().path("UtteranceEvent");
            JsonNode result = event.body().path("TranscriptEvent");
            List<@Nullable String> row;
            if (utterance.has("IsPartial") && !utterance.get("IsPartial").asBoolean()) {
                row = row(
                        text(utterance.get("BeginOffsetMillis")),
                        text(utterance.get("EndOffsetMillis")),
                        text(utterance.get("ParticipantRole")),
                        text(utterance.get("Sentiment")),
                        text(utterance.get("Transcript")),
                        text(utterance.get("UtteranceId")));
            } else if (result.has("IsPartial") && !result.get("IsPartial").asBoolean()) {
                row = row(
                        Long.toString(Math.round(result.get("StartTime").asDouble() * 1000)),
                        Long.toString(Math.round(result.get("EndTime").asDouble() * 1000)),
                        text(result.get("ChannelId")),
                        null,
                        text(result.at("/Alternatives/0/Transcript")),
                        text(result.get("ResultId")));
            } else {
                continue;
            }
            if (event.meta("callId") != null) {
                transcripts
                        .computeIfAbsent(event.meta("callId"), unused -> new ArrayList<>())
                        .add(row);
            }
        }
        return transcripts;
    }

    private Stream<Event> finalUtterances() {
        return events.stream()
                .filter(event -> event.body().path("UtteranceEvent").has("IsPartial"))
                .filter(event -> !event.body().at("/UtteranceEvent/IsPartial").asBoolean());
    }

    List<List<@Nullable String>> sentiment() {
        return by(
                        finalUtterances(),
                        event -> event.day() + " "
                                + event.body()
                                        .at("/UtteranceEvent/ParticipantRole")
                                        .asText())
                .entrySet()
                .stream()
                .map(group -> {
                    List<@Nullable String> row =
                            new ArrayList<>(Arrays.asList(group.getKey().split(" ")));
                    row.add(Integer.toString(group.getValue().size()));
                    for (String sentiment : List.of("POSITIVE", "NEGATIVE", "MIXED", "NEUTRAL")) {
                        row.add(Long.toString(group.getValue().stream()
                                .filter(event -> event.body()
                                        .at("/UtteranceEvent/Sentiment")
                                        .asText()
                                        .equals(sentiment))
                                .count()));
                    }
                    return row;
                })
                .toList();
    }

    /** The files of a session that say what was spoken: one a session. */
    Stream<JsonNode> sessionsAsSpoken() {
        return sessions.stream()
                .filter(session ->
                        session.at("/ContentMetadata/Output").asText().equals("Raw"));
    }

    List<List<@Nullable String>> talkTime() {
        return sessionsAsSpoken()
                .map(session -> {
                    JsonNode figures = session.get("ConversationCharacteristics");
                    return row(
                            text(session.get("SessionId")),
                            text(figures.get("TotalConversationDurationMillis")),
                            text(figures.at("/TalkTime/DetailsByParticipant/AGENT/TotalTimeMillis")),
                            text(figures.at("/TalkTime/DetailsByParticipant/CUSTOMER/TotalTimeMillis")),
                            text(figures.at("/NonTalkTime/TotalTimeMillis")),
                            decimal(figures.at("/TalkSpeed/DetailsByParticipant/AGENT/AverageWordsPerMinute")),
                            decimal(figures.at("/TalkSpeed/DetailsByParticipant/CUSTOMER/AverageWordsPerMinute")));
                })
                .toList();
    }

    private static @Nullable String decimal(JsonNode number) {
        return number.isMissingNode() ? null : Double.toString(number.asDouble());
    }

    List<List<@Nullable String>> interruptions() {
        List<List<@Nullable String>> rows = new ArrayList<>();
        sessionsAsSpoken().forEach(session -> {
            for (String role : List.of("AGENT", "CUSTOMER")) {
                for (JsonNode each :
                        session.at("/ConversationCharacteristics/Interruptions/InterruptionsByInterrupter/" + role)) {
                    rows.add(row(
                            text(session.get("SessionId")),
                            role,
                            text(each.get("BeginOffsetMillis")),
                            text(each.get("DurationMillis"))));
                }
            }
        });
        return rows;
    }

    List<List<@Nullable String>> categoryCounts() {
        Map<String, List<Event>> matches = new TreeMap<>();
        for (Event event : events) {
            for (JsonNode category : event.body().at("/CategoryEvent/MatchedCategories")) {
                matches.computeIfAbsent(event.day() + category.asText(), unused -> new ArrayList<>())
                        .add(event);
            }
        }
        return matches.entrySet().stream()
                .map(match -> row(
                        match.getKey().substring(0, 10),
                        match.getKey().substring(10),
                        Integer.toString(match.getValue().size()),
                        Long.toString(match.getValue().stream()
                                .map(event -> event.body().get("mediaInsightsPipelineId"))
                                .distinct()
                                .count())))
                .toList();
    }

    List<List<@Nullable String>> issues() {
        List<List<@Nullable String>> rows = new ArrayList<>();
        finalUtterances().forEach(event -> {
            JsonNode utterance = event.body().get("UtteranceEvent");
            String transcript = utterance.get("Transcript").asText();
            for (JsonNode issue : utterance.get("IssuesDetected")) {
                JsonNode offsets = issue.get("CharacterOffsets");
                int begin = offsets.path("Begin")
                        .asInt(offsets.path("BeginOffsetChar").asInt());
                int end =
                        offsets.path("End").asInt(offsets.path("EndOffsetChar").asInt());
                rows.add(row(
                        event.time(),
                        event.meta("callId"),
                        text(utterance.get("ParticipantRole")),
                        transcript.substring(begin, end),
                        transcript));
            }
        });
        return rows;
    }

    private static @Nullable String callKey(JsonNode detail) {
        return text(detail.has("transactionId") ? detail.get("transactionId") : detail.path("mediaInsightsPipelineId"));
    }

    List<List<@Nullable String>> bestSpeakerMatch(double least) {
        Map<String, JsonNode> best = new TreeMap<>();
        of("SpeakerSearchStatus").forEach(event -> {
            JsonNode detail = event.body().get("detail");
            for (JsonNode match : detail.at("/speakerSearchDetails/results")) {
                if (match.get("confidenceScore").asDouble() >= least) {
                    best.merge(
                            String.valueOf(callKey(detail)),
                            match,
                            (one, other) -> one.get("confidenceScore").asDouble()
                                            >= other.get("confidenceScore").asDouble()
                                    ? one
                                    : other);
                }
            }
        });
        return best.entrySet().stream()
                .map(match -> row(
                        match.getKey(),
                        text(match.getValue().get("voiceProfileId")),
                        decimal(match.getValue().get("confidenceScore"))))
                .toList();
    }

    List<List<@Nullable String>> toneOverTime() {
        return of("VoiceToneAnalysisStatus")
                .filter(event ->
                        event.body().at("/detail/detailStatus").asText().equals("VoiceToneAnalysisSuccessful"))
                .map(event -> {
                    JsonNode detail = event.body().get("detail");
                    JsonNode tone = detail.at("/voiceToneAnalysisDetails/currentAverageVoiceTone");
                    return row(
                            callKey(detail),
                            text(detail.path("isCaller")),
                            text(detail.path("channelId")),
                            timestamp(tone.get("endTime").asText()),
                            text(tone.get("voiceToneLabel")),
                            decimal(tone.at("/voiceToneScore/positive")),
                            decimal(tone.at("/voiceToneScore/negative")),
                            decimal(tone.at("/voiceToneScore/neutral")),
                            text(event.body().get("id")));
                })
                .toList();
    }

    List<List<@Nullable String>> callsWithoutRecording() {
        Set<@Nullable String> recorded = new HashSet<>();
        of("Recording")
                .filter(event -> event.body().has("s3MediaObjectConsoleUrl"))
                .forEach(event -> recorded.add(event.meta("callId")));
        return calls().entrySet().stream()
                .filter(call -> !recorded.contains(call.getKey()))
                .map(call -> row(
                        call.getKey(),
                        call.getValue().get(0).meta("transactionId"),
                        call.getValue().stream()
                                .map(Event::time)
                                .min(Comparator.naturalOrder())
                                .orElseThrow()))
                .toList();
    }
}
