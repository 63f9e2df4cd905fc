package io.github.calllake.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDecoderTest {

    private static final Instant ARRIVAL = Instant.parse("2026-03-01T12:00:00.250Z");

    @ParameterizedTest
    @EnumSource(DetailType.class)
    void each_detail_type_is_known_by_each_of_its_spellings_in_any_case(DetailType type) {
        for (String spelling : type.spellings()) {
            assertThat(event("{\"detail-type\":\"" + spelling + "\"}").type()).isEqualTo(type);
            assertThat(event("{\"detail-type\":\"" + spelling.toUpperCase(java.util.Locale.ROOT) + "\"}")
                            .type())
                    .isEqualTo(type);
        }
    }

    @Test
    void a_category_event_under_the_utterances_detail_type_is_told_by_its_body() {
        assertThat(event("{\"detail-type\":\"TranscribeCallAnalytics\",\"CategoryEvent\":{}}")
                        .type())
                .isEqualTo(DetailType.TRANSCRIBE_CALL_ANALYTICS_CATEGORY_EVENTS);
        assertThat(event("{\"detail-type\":\"TranscribeCallAnalytics\",\"CategoryEvent\":null}")
                        .type())
                .isEqualTo(DetailType.TRANSCRIBE_CALL_ANALYTICS);
        assertThat(event("{\"detail-type\":\"TranscribeCallAnalytics\",\"CategoryEvent\":\"\"}")
                        .type())
                .isEqualTo(DetailType.TRANSCRIBE_CALL_ANALYTICS);
    }

    @Test
    void metadata_is_read_as_text_and_as_object() {
        String text = "{\"detail-type\":\"Transcribe\",\"metadata\":\"{\\\"callId\\\":\\\"c\\\"}\"}";
        String object = "{\"detail-type\":\"Transcribe\",\"metadata\":{\"callId\":\"c\"}}";

        assertThat(event(text).metadata().path("callId").textValue()).isEqualTo("c");
        assertThat(event(object).metadata().path("callId").textValue()).isEqualTo("c");
    }

    @Test
    void one_time_metadata_is_read_from_the_text_inside_the_text() {
        String json = "{\"detail-type\":\"CallAnalyticsMetadata\",\"metadata\":"
                + "\"{\\\"oneTimeMetadata\\\":\\\"{\\\\\\\"s3RecordingUrl\\\\\\\":\\\\\\\"s3://b/k.wav\\\\\\\"}\\\"}\"}";

        assertThat(event(json).oneTimeMetadata().path("s3RecordingUrl").textValue())
                .isEqualTo("s3://b/k.wav");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"not json\"",
                "\"\"",
                "\"[1,2]\"",
                "\"123\"",
                "null",
                "7",
                "\"{\\\"a\\\":1,\\\"a\\\":2}\"",
                "\"{\\\"a\\\":\\\"\\\\u0000\\\"}\""
            })
    void a_known_event_with_broken_metadata_is_still_an_event(String metadata) {
        assertThat(event("{\"detail-type\":\"Transcribe\",\"metadata\":" + metadata + "}")
                        .metadata())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T11:59:58.837511, 2026-03-01T11:59:58.837Z",
        "2026-03-01T11:59:58.837511Z, 2026-03-01T11:59:58.837Z",
        "2026-03-01T11:59:58Z, 2026-03-01T11:59:58Z",
        "2026-03-01T11:59:58, 2026-03-01T11:59:58Z",
        "2026-03-01T13:59:58+02:00, 2026-03-01T11:59:58Z",
        "2026-03-01T06:29:58.5-0530, 2026-03-01T11:59:58.500Z",
        "2026-03-01 11:59:58.123456789Z, 2026-03-01T11:59:58.123Z",
        "2026-03-01T11:59:58.9999999Z, 2026-03-01T11:59:59Z"
    })
    void times_are_read_with_and_without_zone_and_with_any_fraction(String sent, Instant expected) {
        CallEvent event = event("{\"detail-type\":\"Recording\",\"time\":\"" + sent + "\"}");

        assertThat(event.sentAt()).contains(expected);
        assertThat(event.eventTime(ARRIVAL)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"yesterday\"",
                "\"now\"",
                "\"2026-02-30T00:00:00Z\"",
                "\"2026-03-01\"",
                "\"2026-03-01T25:00:00Z\"",
                "\"2026-03-01T10:00:00 PM\"",
                "\"\"",
                "1772366400",
                "null",
                "{}"
            })
    void a_time_that_cannot_be_read_leaves_the_arrival(String time) {
        CallEvent event = event("{\"detail-type\":\"Recording\",\"time\":" + time + "}");

        assertThat(event.sentAt()).isEmpty();
        assertThat(event.eventTime(ARRIVAL)).isEqualTo(ARRIVAL);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-02-28T12:00:00.250Z, true",
        "2025-02-28T12:00:00.249Z, false",
        "2026-03-02T12:00:00.250Z, true",
        "2026-03-02T12:00:00.251Z, false"
    })
    void an_event_counts_for_its_own_time_from_366_days_before_its_arrival_to_a_day_after(String sent, boolean own) {
        CallEvent event = event("{\"detail-type\":\"Recording\",\"time\":\"" + sent + "\"}");

        assertThat(event.eventTime(ARRIVAL)).isEqualTo(own ? Instant.parse(sent) : ARRIVAL);
    }

    @Test
    void what_is_no_known_event_says_why_without_its_content() {
        assertThat(failure("secret")).isEqualTo(Undecodable.Reason.NOT_JSON);
        assertThat(failure("")).isEqualTo(Undecodable.Reason.NOT_JSON);
        assertThat(failure("{\"detail-type\":\"Transcribe\"} x")).isEqualTo(Undecodable.Reason.NOT_JSON);
        assertThat(failure("\uFEFF{\"detail-type\":\"Transcribe\"}")).isEqualTo(Undecodable.Reason.NOT_JSON);
        assertThat(failure("[]")).isEqualTo(Undecodable.Reason.NO_DETAIL_TYPE);
        assertThat(failure("{\"detail-type\":7}")).isEqualTo(Undecodable.Reason.NO_DETAIL_TYPE);
        assertThat(failure("{\"EventType\":\"ADD_TRANSCRIPT_SEGMENT\"}")).isEqualTo(Undecodable.Reason.NO_DETAIL_TYPE);
        assertThat(failure("{\"detail-type\":\"Media Insights State Change\"}"))
                .isEqualTo(Undecodable.Reason.UNKNOWN_DETAIL_TYPE);
        assertThat(((Undecodable) EventDecoder.decode("{\"secret\"".getBytes(StandardCharsets.UTF_8))).message())
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"detail-type\":\"Transcribe\",\"a\":{\"b\":1,\"b\":2}}",
                "{\"detail-type\":\"Transcribe\",\"a\":\"\\u0000\"}",
                "{\"detail-type\":\"Transcribe\",\"a\":\"\\ud800\"}",
                "{\"detail-type\":\"Transcribe\",\"a\":1e200000}",
                "{\"detail-type\":\"Transcribe\",\"a\":1e99999999999}"
            })
    void json_that_redshift_cannot_hold_is_no_event(String json) {
        assertThat(failure(json)).isEqualTo(Undecodable.Reason.JSON_NOT_STORABLE);
    }

    @Test
    void nesting_is_taken_to_a_depth_of_1000() {
        String open = "[".repeat(999);
        String close = "]".repeat(999);

        assertThat(event("{\"detail-type\":\"Transcribe\",\"a\":" + open + close + "}")
                        .type())
                .isEqualTo(DetailType.TRANSCRIBE);
        assertThat(failure("{\"detail-type\":\"Transcribe\",\"a\":[" + open + close + "]}"))
                .isEqualTo(Undecodable.Reason.JSON_NOT_STORABLE);
    }

    @Test
    void only_the_letters_a_to_z_are_matched_without_case() {
        assertThat(failure("{\"detail-type\":\"TRANSCR\u0130BE\"}")).isEqualTo(Undecodable.Reason.UNKNOWN_DETAIL_TYPE);
        assertThat(failure("{\"detail-type\":\"Spea\u212aerSearchStatus\"}"))
                .isEqualTo(Undecodable.Reason.UNKNOWN_DETAIL_TYPE);
    }

    @Test
    void bytes_that_are_not_utf8_are_no_event() {
        byte[] latin1 = "{\"detail-type\":\"Transcribe\",\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(EventDecoder.decode(latin1))
                .isInstanceOfSatisfying(Undecodable.class, failed -> assertThat(failed.reason())
                        .isEqualTo(Undecodable.Reason.NOT_UTF8));
    }

    private static CallEvent event(String json) {
        return (CallEvent) EventDecoder.decode(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Undecodable.Reason failure(String json) {
        return Optional.of(EventDecoder.decode(json.getBytes(StandardCharsets.UTF_8)))
                .map(Undecodable.class::cast)
                .orElseThrow()
                .reason();
    }
}
