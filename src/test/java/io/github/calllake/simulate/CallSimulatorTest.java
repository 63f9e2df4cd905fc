package io.github.calllake.simulate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TimeZone;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** The calls themselves; how they are disturbed on their way is {@link DeliveryTest}'s. */
class CallSimulatorTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> DETAIL_TYPES = Set.of(
            "CallAnalyticsMetadata",
            "Recording",
            "Transcribe",
            "TranscribeCallAnalytics",
            "TranscribeCallAnalyticsCategoryEvents",
            "VoiceAnalyticsStatus",
            "SpeakerSearchStatus",
            "VoiceToneAnalysisStatus");

    private static List<SimulatedRecord> records(SimulatorSettings.Builder settings) {
        return new CallSimulator(settings.build()).records().toList();
    }

    /** No variants, so that every event has the usual form. */
    private static SimulatorSettings.Builder usual(int calls) {
        return SimulatorSettings.builder().calls(calls).variantChance(0);
    }

    private static List<JsonNode> events(SimulatorSettings.Builder settings) {
        return records(settings).stream()
                .map(record -> json(new String(record.data(), UTF_8)))
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (java.io.IOException e) {
            throw new AssertionError("not JSON", e);
        }
    }

    private static List<JsonNode> ofType(List<JsonNode> events, String detailType) {
        return events.stream()
                .filter(event -> event.path("detail-type").asText().equals(detailType))
                .toList();
    }

    @Test
    void the_same_settings_give_the_same_records() {
        SimulatorSettings.Builder settings = SimulatorSettings.builder()
                .calls(20)
                .seed(5)
                .duplicateChance(0.1)
                .lateChance(0.1)
                .outOfOrderChance(0.1)
                .malformedChance(0.1);
        CallSimulator simulator = new CallSimulator(settings.build());

        assertThat(simulator.records().toList()).isEqualTo(records(settings)).hasSizeGreaterThan(1_000);
        assertThat(simulator).containsExactlyElementsOf(records(settings));
    }

    @Test
    void another_seed_gives_other_calls() {
        Set<SimulatedRecord> first = new HashSet<>(records(usual(5).seed(1)));

        assertThat(records(usual(5).seed(2))).isNotEmpty().noneMatch(first::contains);
    }

    @Test
    void more_calls_leave_the_first_ones_as_they_are() {
        List<SimulatedRecord> few = records(usual(5));

        assertThat(new HashSet<>(records(usual(10)))).containsAll(few);
    }

    @Test
    void time_zone_and_locale_do_not_matter() {
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        List<SimulatedRecord> here = records(SimulatorSettings.builder().calls(10));
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-SA-u-ca-islamic-nu-arab"));
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
            assertThat(records(SimulatorSettings.builder().calls(10))).isEqualTo(here);
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertThat(records(SimulatorSettings.builder().calls(10))).isEqualTo(here);
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void no_calls_are_no_records() {
        Iterator<SimulatedRecord> none = new CallSimulator(usual(0).build()).iterator();

        assertThat(none.hasNext()).isFalse();
        Assertions.assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(none::next);
    }

    @Test
    void all_eight_types_come_in_their_envelope() {
        List<JsonNode> events = events(usual(60));

        assertThat(events)
                .extracting(event -> event.get("detail-type").asText())
                .containsOnly(DETAIL_TYPES.toArray(String[]::new));
        assertThat(events).allSatisfy(event -> {
            if (event.has("detail")) {
                assertThat(event.get("service-type").asText()).isEqualTo("VoiceAnalytics");
                assertThat(event.get("source").asText()).isEqualTo("aws.chime");
                assertThat(event.get("id").asText()).isNotEmpty();
                assertThat(event.at("/detail/detailStatus").asText()).isNotEmpty();
                assertThat(Instant.parse(event.get("time").asText())).isNotNull();
            } else {
                assertThat(event.get("service-type").asText()).isEqualTo("CallAnalytics");
                assertThat(event.get("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
                assertThat(json(event.get("metadata").asText())
                                .get("transactionId")
                                .asText())
                        .isNotEmpty();
            }
        });
    }

    @Test
    void records_arrive_in_order_and_calls_overlap() {
        List<SimulatedRecord> records = records(usual(30));

        assertThat(records).extracting(SimulatedRecord::arrivalTime).isSorted();
        Map<String, Integer> last = new HashMap<>();
        for (int i = 0; i < records.size(); i++) {
            last.put(records.get(i).partitionKey(), i);
        }
        assertThat(last).hasSize(30);
        String first = records.get(0).partitionKey();
        assertThat(records.subList(0, last.getOrDefault(first, 0)))
                .anyMatch(record -> !record.partitionKey().equals(first));
    }

    @Test
    void a_call_starts_after_the_start_and_its_events_carry_their_arrival() {
        Instant start = Instant.parse("2024-02-28T23:59:00Z");
        List<SimulatedRecord> records = records(usual(10).start(start));

        assertThat(records).allSatisfy(record -> {
            String time = json(new String(record.data(), UTF_8)).get("time").asText();
            Instant sent = Instant.parse(time.endsWith("Z") ? time : time + "Z");
            assertThat(record.arrivalTime()).isAfterOrEqualTo(start);
            assertThat(Duration.between(sent, record.arrivalTime())).isBetween(Duration.ZERO, Duration.ofSeconds(1));
        });
    }

    @Test
    void metadata_nests_as_deeply_as_on_the_wire() throws Exception {
        JsonNode start = ofType(events(usual(20)), "CallAnalyticsMetadata").stream()
                .filter(event -> event.path("metadata").asText().contains("siprecMetadataJson"))
                .findFirst()
                .orElseThrow();

        JsonNode once =
                json(json(start.get("metadata").asText()).get("oneTimeMetadata").asText());
        assertThat(json(once.get("inviteHeaders").asText()).get("CSeq").asText())
                .isEqualTo("101 INVITE");
        assertThat(json(once.get("siprecMetadataJson").asText())
                        .at("/recording/datamode")
                        .asText())
                .isEqualTo("complete");
        var xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(
                        new StringReader(once.get("siprecMetadata").asText())));
        assertThat(xml.getDocumentElement().getElementsByTagName("send").getLength())
                .isEqualTo(2);
    }

    @Test
    void partial_results_grow_into_the_final_one() {
        Map<String, String> heard = new HashMap<>();
        Set<String> complete = new HashSet<>();

        for (JsonNode event : ofType(events(usual(20)), "TranscribeCallAnalytics")) {
            JsonNode utterance = event.get("UtteranceEvent");
            String id = utterance.get("UtteranceId").asText();
            String text = utterance.get("Transcript").asText();
            assertThat(complete).doesNotContain(id);
            if (utterance.get("IsPartial").asBoolean()) {
                assertThat(text).startsWith(heard.getOrDefault(id, ""));
                assertThat(utterance.get("Sentiment").isNull()).isTrue();
            } else {
                complete.add(id);
                assertThat(utterance.get("Sentiment").asText()).isNotEmpty();
            }
            heard.put(id, text);
        }
        assertThat(complete).hasSizeGreaterThan(100).containsExactlyInAnyOrderElementsOf(heard.keySet());
    }

    @Test
    void issues_point_into_the_transcript_and_personal_data_is_named() {
        List<JsonNode> utterances = ofType(events(usual(60)), "TranscribeCallAnalytics").stream()
                .map(event -> event.get("UtteranceEvent"))
                .toList();

        assertThat(utterances)
                .filteredOn(event -> event.get("IssuesDetected").isArray())
                .isNotEmpty()
                .allSatisfy(event -> {
                    JsonNode offsets = event.at("/IssuesDetected/0/CharacterOffsets");
                    String transcript = event.get("Transcript").asText();
                    String issue = transcript.substring(
                            offsets.get("Begin").asInt(), offsets.get("End").asInt());
                    assertThat(issue).isEqualTo(issue.strip()).isNotEmpty();
                    assertThat(transcript.charAt(offsets.get("Begin").asInt() - 1))
                            .isEqualTo(' ');
                });
        assertThat(utterances)
                .filteredOn(event -> event.get("Entities").isArray())
                .isNotEmpty()
                .allSatisfy(event -> {
                    assertThat(event.at("/Entities/0/Category").asText()).isEqualTo("PII");
                    assertThat(event.get("Transcript").asText())
                            .contains(event.at("/Entities/0/Content").asText());
                });
    }

    @Test
    void transcribe_results_are_flat_with_times_in_seconds() {
        assertThat(ofType(events(usual(30)), "Transcribe")).isNotEmpty().allSatisfy(event -> {
            JsonNode result = event.get("TranscriptEvent");
            assertThat(result.get("EndTime").decimalValue())
                    .isGreaterThan(result.get("StartTime").decimalValue());
            assertThat(result.get("ChannelId").asText()).matches("ch_[01]");
            assertThat(result.at("/Alternatives/0/Transcript").asText()).isNotEmpty();
        });
    }

    @Test
    void searches_name_up_to_ten_candidates_the_best_first() {
        List<JsonNode> found = ofType(
                        events(usual(300).meanCallLength(Duration.ofSeconds(30)).voiceAnalyticsShare(1)),
                        "SpeakerSearchStatus")
                .stream()
                .filter(event -> event.at("/detail/detailStatus").asText().equals("IdentificationSuccessful"))
                .map(event -> event.at("/detail/speakerSearchDetails/results"))
                .toList();

        assertThat(found).extracting(JsonNode::size).contains(0, 1, 10).allMatch(size -> size <= 10);
        assertThat(found).allSatisfy(results -> assertThat(results)
                .extracting(candidate -> candidate.get("confidenceScore").doubleValue())
                .isSortedAccordingTo((a, b) -> Double.compare(b, a))
                .allMatch(score -> score > 0 && score <= 1));
    }

    @Test
    void tone_scores_add_up_and_each_leg_completes_once() {
        List<JsonNode> tones = ofType(events(usual(40).voiceAnalyticsShare(1)), "VoiceToneAnalysisStatus");

        assertThat(tones)
                .filteredOn(event -> event.at("/detail").has("voiceToneAnalysisDetails"))
                .allSatisfy(event -> {
                    JsonNode score =
                            event.at("/detail/voiceToneAnalysisDetails/overallAverageVoiceTone/voiceToneScore");
                    assertThat(score.get("positive")
                                    .decimalValue()
                                    .add(score.get("negative").decimalValue())
                                    .add(score.get("neutral").decimalValue()))
                            .isEqualByComparingTo("1");
                });
        assertThat(tones)
                .filteredOn(event -> !event.at("/detail/detailStatus").asText().equals("VoiceToneAnalysisSuccessful"))
                .hasSize(80);
    }

    @Test
    void shares_decide_which_services_a_call_uses() {
        List<JsonNode> plain = events(usual(10).transcribeShare(1).voiceAnalyticsShare(0));
        assertThat(ofType(plain, "Transcribe")).isNotEmpty();
        assertThat(plain).noneMatch(event -> event.has("UtteranceEvent") || event.has("detail"));

        List<JsonNode> analysed = events(usual(10).transcribeShare(0).voiceAnalyticsShare(1));
        assertThat(ofType(analysed, "TranscribeCallAnalytics")).isNotEmpty();
        assertThat(ofType(analysed, "VoiceToneAnalysisStatus")).isNotEmpty();
        assertThat(analysed).noneMatch(event -> event.has("TranscriptEvent"));
    }

    @Test
    void variants_of_the_data_model_occur_if_asked_for() {
        SimulatorSettings.Builder calls =
                usual(150).meanCallLength(Duration.ofMinutes(1)).voiceAnalyticsShare(1);
        String usual = text(calls);
        String varied = text(calls.variantChance(0.2));

        assertThat(List.of(
                        "\"detail-type\":\"TranscribeCallAnalyticsCategoryEvent\"",
                        "\"metadata\":{",
                        "\\\"voiceconnectorId\\\"",
                        "\"schemaVersion\":\"2\"",
                        "\"Transcript\":{\"Results\":[",
                        "\"Type\":\"PRONUNCIATION\"",
                        "\"confidenceScore\":\"0.",
                        "\"neutral\":\"0.",
                        "\"recordingDurationSeconds\":\"",
                        "\"LanguageCode\"",
                        "BeginOffsetChar",
                        "ORIGINATION",
                        "\\\"queue\\\""))
                .allSatisfy(variant -> {
                    assertThat(varied.contains(variant)).as("varied").isTrue();
                    assertThat(usual.contains(variant)).as("usual").isFalse();
                });
    }

    private static String text(SimulatorSettings.Builder settings) {
        StringBuilder text = new StringBuilder();
        for (SimulatedRecord record : records(settings)) {
            text.append(new String(record.data(), UTF_8)).append('\n');
        }
        return text.toString();
    }

    @Test
    void events_are_as_large_as_the_real_ones() {
        assertThat(records(SimulatorSettings.builder()).stream()
                        .mapToInt(SimulatedRecord::size)
                        .average()
                        .orElseThrow())
                .isBetween(1_400.0, 2_100.0);
    }
}
