package io.github.calllake.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.simulate.CallSimulator;
import io.github.calllake.simulate.SimulatorSettings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowReaderTest {

    /** More by hand: {@code -Dcall-lake.fuzz=1000000}. */
    private static final int MUTATIONS = Integer.getInteger("call-lake.fuzz", 20_000);

    private static final RowMapper.Place PLACE =
            new RowMapper.Place("shardId-000000000000", "4965", 3, Instant.parse("2026-03-01T12:00:00.250Z"));

    private final RowReader reader = new RowReader();
    private final RowScanner scanner = new RowScanner();

    @Test
    void changed_events_give_the_same_row_or_the_same_refusal_the_short_way_and_the_long() {
        Mutations mutations = new Mutations(Long.getLong("call-lake.fuzz.seed", 1));
        int quick = 0;
        int rows = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] event = mutations.next();
            RowReader.Read expected = reader.readTree(event, PLACE);
            assertSame(event, expected);
            rows += expected instanceof RowReader.Read.Row ? 1 : 0;
            quick += isQuick(event) ? 1 : 0;
        }
        // Each way was tried, and each outcome.
        assertThat(rows).isBetween(MUTATIONS / 10, MUTATIONS * 9 / 10);
        assertThat(quick).isBetween(MUTATIONS / 20, rows);
    }

    @Test
    void events_and_their_variants_give_the_same_rows_both_ways() {
        for (byte[] event : new Mutations(7).events()) {
            assertSame(event, reader.readTree(event, PLACE));
        }
    }

    @Test
    void usual_events_are_read_the_short_way() {
        SimulatorSettings settings =
                SimulatorSettings.builder().calls(20).variantChance(0).build();

        assertThat(new CallSimulator(settings).records())
                .isNotEmpty()
                .allSatisfy(record -> assertThat(isQuick(record.data())).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'detail-type':'Transcribe'}",
                " { 'detail-type' : 'Transcribe' , 'TranscriptEvent' : { 'StartTime' : 1.5 } } ",
                "{'TranscriptEvent':{'Alternatives':[null,{'Items':[],'new':'\u00fc'},{'Items':[{'Content':'x','new':[1,{}]}]}]},"
                        + "'detail-type':'Transcribe','resources':[],'a':null,'b':{'c':-1.25}}",
                "{'detail-type':'TranscribeCallAnalytics','CategoryEvent':null,'UtteranceEvent':{'Items':[{'Type':'t'}]}}",
                "{'detail-type':'CallAnalyticsMetadata','metadata':'{^'voiceconnectorId^':^'v^',^'more^':{^'a^': [1]},"
                        + "^'oneTimeMetadata^':^'{^^^'sipHeaders^^^':{^^^'a^^^':1}}^'}'}",
                "{'detail-type':'VoiceAnalyticsStatus','detail':{'callId':'','channelId':-0,'speakerSearchResults':{'a':[1,'x^n']}}}",
                "{'detail-type':'TranscribeCallAnalyticsCategoryEvent','CategoryEvent':{'MatchedCategories':['a','^'',null]}}",
                "{'detail-type':'Transcribe','time':'2026-02-28T23:59:59.1'}"
            })
    void what_the_short_way_takes_it_reads_as_the_long_way_does(String json) {
        byte[] event = json.replace('\'', '"').replace('^', '\\').getBytes(StandardCharsets.UTF_8);

        assertThat(isQuick(event)).isTrue();
        assertSame(event, reader.readTree(event, PLACE));
    }

    private void assertSame(byte[] event, RowReader.Read expected) {
        RowReader.Read read = reader.read(event, PLACE);
        if (!read.equals(expected)) {
            throw new AssertionError(
                    "Read as " + read + " and not as " + expected + ": " + new String(event, StandardCharsets.UTF_8));
        }
    }

    private boolean isQuick(byte[] event) {
        try {
            scanner.read(event, PLACE);
            return true;
        } catch (JsonText.Unusual rare) {
            return false;
        }
    }
}
