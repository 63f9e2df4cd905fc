package io.github.calllake.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.event.CallEvent;
import io.github.calllake.event.EventDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowMapperTest {

    private static final RowMapper MAPPER = new RowMapper();
    private static final RowMapper.Place PLACE =
            new RowMapper.Place("shardId-000000000000", "4965", 0, Instant.parse("2026-03-01T12:00:00.250Z"));

    @Test
    void a_row_has_the_chime_columns_the_call_keys_and_the_delivery() {
        EventRow row = row(
                "{'time':'2026-03-01T11:59:58.837511','detail-type':'TranscribeCallAnalytics',"
                        + "'service-type':'CallAnalytics','mediaInsightsPipelineId':'p','metadata':'{\\'callId\\':\\'c\\',"
                        + "\\'voiceconnectorId\\':\\'v\\'}','UtteranceEvent':{'UtteranceId':'u','IsPartial':false,"
                        + "'BeginOffsetMillis':4120,'Items':[{'Content':'My','Confidence':0.9971,'ItemType':'PRONUNCIATION'}]}}");

        assertThat(value(row, "time")).isEqualTo("2026-03-01T11:59:58.837511");
        assertThat(value(row, "call_id")).isEqualTo("c");
        assertThat(value(row, "voice_connector_id")).isEqualTo("v");
        assertThat(value(row, "event_time")).isEqualTo(Instant.parse("2026-03-01T11:59:58.837Z"));
        assertThat(value(row, "arrival_time")).isEqualTo(PLACE.arrival());
        assertThat(value(row, "sequence_number")).isEqualTo("4965");
        assertThat(value(row, "unmapped")).isNull();
        assertThat(member(row, "utteranceevent", "beginoffsetmillis")).isEqualTo(4120L);
        assertThat(member(row, "utteranceevent", "items"))
                .isEqualTo(List.of(Arrays.asList(null, null, "PRONUNCIATION", "My", 0.9971, null, null)));
    }

    @Test
    void other_spellings_of_a_key_are_read() {
        EventRow row = row(
                "{'detail-type':'TranscribeCallAnalytics','UtteranceEvent':{"
                        + "'Entities':[{'BeginOffset':7300,'EndOffsetMillis':8150}],"
                        + "'IssuesDetected':[{'CharacterOffsets':{'BeginOffsetChar':0,'End':23}}],'Items':[{'Type':'punctuation'}]}}");

        assertThat(member(row, "utteranceevent", "entities"))
                .isEqualTo(List.of(Arrays.asList(7300L, 8150L, null, null, null, null)));
        assertThat(member(row, "utteranceevent", "issuesdetected")).isEqualTo(List.of(List.of(List.of(0, 23))));
        assertThat(value(row, "unmapped")).isNull();
    }

    @Test
    void what_the_columns_do_not_hold_is_kept_in_its_shape() {
        EventRow row = row("{'detail-type':'TranscribeCallAnalytics','resources':[],'new':{'a':1},"
                + "'UtteranceEvent':{'IsPartial':'maybe','BeginOffsetMillis':'soon','Transcript':null,"
                + "'Items':[{'Content':'My'},{'Content':'x','Colour':'red'}]}}");

        assertThat(member(row, "utteranceevent", "ispartial")).isNull();
        assertThat(value(row, "unmapped"))
                .isEqualTo(
                        "{'resources':[],'new':{'a':1},'UtteranceEvent':{'IsPartial':'maybe','BeginOffsetMillis':'soon',"
                                .concat("'Items':[null,{'Colour':'red'}]}}")
                                .replace('\'', '"'));
    }

    @Test
    void columns_of_our_own_are_not_unmapped() {
        EventRow row = row("{'detail-type':'TranscribeCallAnalyticsCategoryEvents','CategoryEvent':{"
                + "'MatchedCategories':['late'],'MatchedDetails':{'late':{'TimestampRanges':[]}}}}");

        assertThat(value(row, "matched_details")).isEqualTo("{\"late\":{\"TimestampRanges\":[]}}");
        assertThat(value(row, "unmapped")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "400, 400",
        "'''400''', 400",
        "'''4e2''', 400",
        "'''.5''', 0.5",
        "-1.25, -1.25",
        "'''four''',",
        "'''NaN''',",
        "'''Infinity''',",
        "''' 4''',",
        "1e999,",
        "'''''',",
        "true,",
        "null,",
        "{},"
    })
    void a_number_may_be_quoted_and_anything_else_is_null(String json, @Nullable Double expected) {
        EventRow row = row("{'detail-type':'Recording','recordingDurationSeconds':" + json + "}");

        assertThat(value(row, "recording_duration_seconds")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "'''1''', 1",
        "1.5, 2",
        "-1.5, -2",
        "1.4, 1",
        "2147483648,",
        "'''2147483648''',",
        "'''1.5''',",
        "true,",
    })
    void whole_numbers_are_rounded_as_redshift_rounds_and_null_out_of_range(String json, @Nullable Integer expected) {
        EventRow row = row("{'detail-type':'SpeakerSearchStatus','detail':{'channelId':" + json + "}}");

        assertThat(member(row, "detail", "channelid")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'''c''', c",
        "7, 7",
        "1e2, 1e2",
        "-0, -0",
        "1.50, 1.50",
        "'''''',",
        "{},",
        "[1],",
        "null,",
        "'''{x''',",
    })
    void a_call_id_is_text_or_nothing(String json, @Nullable String expected) {
        EventRow row = row("{'detail-type':'VoiceAnalyticsStatus','detail':{'callId':" + json + "}}");

        assertThat(value(row, "call_id")).isEqualTo(expected);
    }

    private static EventRow row(String json) {
        byte[] data = json.replace("\\'", "\\\"").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return MAPPER.row((CallEvent) EventDecoder.decode(data), PLACE);
    }

    private static @Nullable Object value(EventRow row, String column) {
        List<EventTable.Column> columns = EventTables.of(row.type()).columns();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return row.values().get(i);
            }
        }
        throw new AssertionError("no column " + column);
    }

    private static @Nullable Object member(EventRow row, String column, String member) {
        ColumnType.Struct struct =
                (ColumnType.Struct) EventTables.of(row.type()).column(column).type();
        List<?> values = (List<?>) value(row, column);
        for (int i = 0; i < struct.fields().size(); i++) {
            if (struct.fields().get(i).name().equals(member)) {
                return values == null ? null : values.get(i);
            }
        }
        throw new AssertionError("no member " + member);
    }
}
