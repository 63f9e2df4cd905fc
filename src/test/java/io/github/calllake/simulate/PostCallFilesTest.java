package io.github.calllake.simulate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What Transcribe leaves after calls against what the calls' events said. */
class PostCallFilesTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final CallSimulator simulator = new CallSimulator(SimulatorSettings.builder()
            .calls(200)
            .meanCallLength(Duration.ofSeconds(30))
            .variantChance(0)
            .build());
    private final List<PostCallFile> files = simulator.postCallFiles().toList();

    private static JsonNode json(byte[] text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<JsonNode> events() {
        return simulator.records().map(record -> json(record.data())).toList();
    }

    private static JsonNode inside(JsonNode text) {
        return json(text.asText("{}").getBytes(UTF_8));
    }

    @Test
    void every_announced_file_is_there_and_on_one_line() {
        Set<String> announced = new TreeSet<>();
        for (JsonNode event : events()) {
            JsonNode once = inside(inside(event.path("metadata")).path("oneTimeMetadata"));
            for (String name : List.of("s3RecordingUrl", "s3RecordingUrlRedacted")) {
                if (once.has(name)) {
                    announced.add(once.get(name).asText().replaceFirst("^s3://example-post-call/", ""));
                }
            }
        }

        assertThat(announced).isNotEmpty().anyMatch(key -> key.contains("/redacted-analytics/"));
        assertThat(files).extracting(PostCallFile::key).doesNotHaveDuplicates().containsAll(announced);
        assertThat(files)
                .extracting(PostCallFile::key)
                .containsAll(announced.stream()
                        .map(key -> key.replace(".wav", ".json"))
                        .toList());
        assertThat(files).filteredOn(PostCallFile::isJson).allSatisfy(file -> assertThat(new String(file.data(), UTF_8))
                .doesNotContain("\n"));
    }

    @Test
    void the_turns_of_all_sessions_are_the_final_utterances_of_the_calls() {
        Map<String, JsonNode> written = new HashMap<>();
        for (PostCallFile file : files) {
            if (file.isJson() && !file.key().contains("redacted")) {
                json(file.data())
                        .get("Transcript")
                        .forEach(turn -> written.put(turn.get("Id").asText(), turn));
            }
        }
        List<JsonNode> heard = new ArrayList<>();
        for (JsonNode event : events()) {
            JsonNode utterance = event.path("UtteranceEvent");
            if (utterance.has("IsPartial")
                    && !utterance.get("IsPartial").asBoolean()
                    && written.containsKey(utterance.get("UtteranceId").asText())) {
                heard.add(utterance);
            }
        }

        assertThat(heard).hasSameSizeAs(written.keySet()).isNotEmpty();
        assertThat(heard).allSatisfy(utterance -> {
            JsonNode turn = written.get(utterance.get("UtteranceId").asText());
            assertThat(turn.get("Sentiment")).isEqualTo(utterance.get("Sentiment"));
            assertThat(turn.get("ParticipantRole")).isEqualTo(utterance.get("ParticipantRole"));
            assertThat(turn.get("BeginOffsetMillis")).isEqualTo(utterance.get("BeginOffsetMillis"));
            assertThat(turn.has("IssuesDetected"))
                    .isEqualTo(utterance.get("IssuesDetected").isArray());
            if (!utterance.get("Transcript").asText().contains("[")) {
                assertThat(turn.get("Content")).isEqualTo(utterance.get("Transcript"));
            }
        });
    }

    @Test
    void a_long_pause_makes_another_session_and_redaction_another_file() {
        Map<String, List<JsonNode>> bySession = new HashMap<>();
        files.stream()
                .filter(PostCallFile::isJson)
                .map(file -> json(file.data()))
                .forEach(json -> bySession
                        .computeIfAbsent(json.get("SessionId").asText(), unused -> new ArrayList<>())
                        .add(json));

        assertThat(bySession.values()).anyMatch(both -> both.size() == 2);
        assertThat(bySession.values()).allSatisfy(both -> {
            assertThat(both.get(0).at("/ContentMetadata/Output").asText()).isEqualTo("Raw");
            if (both.size() == 2) {
                assertThat(both.get(1).at("/ContentMetadata/Output").asText()).isEqualTo("Redacted");
                assertThat(both.get(1).get("ConversationCharacteristics"))
                        .isEqualTo(both.get(0).get("ConversationCharacteristics"));
            }
        });
        Map<String, Set<String>> sessionsOfCalls = new HashMap<>();
        for (JsonNode event : events()) {
            JsonNode metadata = inside(event.path("metadata"));
            JsonNode url = inside(metadata.path("oneTimeMetadata")).path("s3RecordingUrl");
            if (url.isTextual()) {
                sessionsOfCalls
                        .computeIfAbsent(metadata.path("callId").asText(), unused -> new TreeSet<>())
                        .add(url.asText());
            }
        }
        assertThat(sessionsOfCalls.values()).anyMatch(sessions -> sessions.size() == 2);
    }

    @Test
    void figures_add_up() {
        assertThat(files).filteredOn(PostCallFile::isJson).allSatisfy(file -> {
            JsonNode figures = json(file.data()).get("ConversationCharacteristics");
            JsonNode talk = figures.get("TalkTime");
            assertThat(talk.get("TotalTimeMillis").asLong())
                    .isEqualTo(StreamSupport.stream(
                                    talk.get("DetailsByParticipant").spliterator(), false)
                            .mapToLong(part -> part.get("TotalTimeMillis").asLong())
                            .sum())
                    .isLessThanOrEqualTo(
                            figures.get("TotalConversationDurationMillis").asLong());
            assertThat(figures.at("/Interruptions/TotalCount").asInt())
                    .isEqualTo(figures.at("/Interruptions/InterruptionsByInterrupter/AGENT")
                                    .size()
                            + figures.at("/Interruptions/InterruptionsByInterrupter/CUSTOMER")
                                    .size());
        });
    }
}
