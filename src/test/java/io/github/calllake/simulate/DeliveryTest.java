package io.github.calllake.simulate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.simulate.SimulatedRecord.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Late, doubled, disordered and malformed records, and what each of them does to the stream. */
class DeliveryTest {
    private static final ObjectMapper LENIENT = new ObjectMapper();
    private static final ObjectMapper STRICT = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private static List<SimulatedRecord> records(SimulatorSettings.Builder settings) {
        return new CallSimulator(settings.build()).records().toList();
    }

    private static SimulatorSettings.Builder calls(int calls) {
        return SimulatorSettings.builder().calls(calls);
    }

    private static String text(SimulatedRecord record) {
        return new String(record.data(), UTF_8);
    }

    private static List<SimulatedRecord> ofKind(List<SimulatedRecord> records, Kind kind) {
        return records.stream().filter(record -> record.kind() == kind).toList();
    }

    private static Instant sent(SimulatedRecord record) {
        try {
            String time = LENIENT.readTree(record.data()).get("time").asText();
            return Instant.parse(time.endsWith("Z") ? time : time + "Z");
        } catch (java.io.IOException e) {
            throw new AssertionError("not JSON", e);
        }
    }

    @Test
    void by_default_every_event_comes_once() {
        assertThat(records(calls(10))).extracting(SimulatedRecord::kind).containsOnly(Kind.EVENT);
    }

    @Test
    void disturbances_do_not_change_the_calls() {
        List<SimulatedRecord> clean = records(calls(20));
        List<SimulatedRecord> disturbed = records(calls(20)
                .duplicateChance(0.2)
                .lateChance(0.2)
                .outOfOrderChance(0.2)
                .malformedChance(0.2));

        assertThat(disturbed).extracting(SimulatedRecord::arrivalTime).isSorted();
        assertThat(disturbed.stream()
                        .filter(record -> record.kind().isFirstDelivery())
                        .map(DeliveryTest::text))
                .containsExactlyInAnyOrderElementsOf(
                        clean.stream().map(DeliveryTest::text).toList());
    }

    @Test
    void a_duplicate_repeats_an_earlier_record() {
        List<SimulatedRecord> records = records(calls(20).duplicateChance(0.25));

        Set<String> earlier = new HashSet<>();
        for (SimulatedRecord record : records) {
            boolean isNew = earlier.add(record.partitionKey() + text(record));
            assertThat(record.kind()).isEqualTo(isNew ? Kind.EVENT : Kind.DUPLICATE);
        }
        assertThat(share(records, Kind.DUPLICATE)).isBetween(0.18, 0.22);
    }

    @Test
    void a_late_record_comes_a_minute_or_more_after_its_time() {
        List<SimulatedRecord> records = records(calls(20).lateChance(0.1).maximumLateness(Duration.ofHours(20)));

        assertThat(share(records, Kind.LATE)).isBetween(0.08, 0.12);
        assertThat(ofKind(records, Kind.LATE))
                .allSatisfy(record -> assertThat(Duration.between(sent(record), record.arrivalTime()))
                        .isBetween(Duration.ofMinutes(1), Duration.ofHours(20).plusSeconds(1)))
                .anySatisfy(record -> assertThat(Duration.between(sent(record), record.arrivalTime()))
                        .isGreaterThan(Duration.ofHours(15)));
    }

    @Test
    void an_out_of_order_record_is_overtaken_by_later_events() {
        List<SimulatedRecord> records = records(calls(20).outOfOrderChance(0.1));

        assertThat(share(records, Kind.OUT_OF_ORDER)).isBetween(0.08, 0.12);
        int overtaken = 0;
        for (int i = 1; i < records.size(); i++) {
            if (sent(records.get(i)).isBefore(sent(records.get(i - 1)))) {
                overtaken++;
            }
        }
        assertThat(overtaken).isGreaterThan(records.size() / 20);
    }

    private static double share(List<SimulatedRecord> records, Kind kind) {
        return (double) ofKind(records, kind).size() / records.size();
    }

    @Test
    void malformed_records_come_in_every_kind_beside_the_events() {
        List<SimulatedRecord> records = records(calls(20).malformedChance(0.2));

        long malformed =
                records.stream().filter(record -> record.kind().isMalformed()).count();
        assertThat((double) malformed / (records.size() - malformed)).isBetween(0.18, 0.22);
        assertThat(records)
                .extracting(SimulatedRecord::kind)
                .contains(EnumSet.range(Kind.TRUNCATED, Kind.BROKEN_METADATA).toArray(Kind[]::new));
    }

    @Test
    void malformed_records_are_what_they_say() throws Exception {
        for (SimulatedRecord record : records(calls(20).malformedChance(0.2))) {
            switch (record.kind()) {
                case TRUNCATED ->
                    assertThatThrownBy(() -> LENIENT.readValue(record.data(), JsonNode.class))
                            .isInstanceOf(java.io.IOException.class);
                case NOT_UTF8 ->
                    assertThatThrownBy(() -> UTF_8.newDecoder().decode(ByteBuffer.wrap(record.data())))
                            .isInstanceOf(CharacterCodingException.class);
                case EMPTY -> assertThat(text(record)).isBlank();
                case FOREIGN ->
                    assertThat(LENIENT.readTree(record.data()).path("metadata").isMissingNode())
                            .isTrue();
                case DUPLICATE_KEY -> {
                    assertThat(LENIENT.readTree(record.data()).has("detail-type"))
                            .isTrue();
                    assertThatThrownBy(() -> STRICT.readTree(record.data())).hasMessageContaining("Duplicate");
                }
                case NOT_STORABLE ->
                    assertThat(text(record).replaceAll("\\[{1200}]{1200}", "deep"))
                            .containsPattern("\"note\":(\"nul .u0000\"|\"half .ud83d pair\"|deep|1e200000)}$");
                case WRONG_TYPE ->
                    assertThat(STRICT.readTree(record.data()).get("detail-type").isTextual())
                            .isTrue();
                case BROKEN_METADATA -> {
                    String metadata =
                            STRICT.readTree(record.data()).get("metadata").asText();
                    assertThatThrownBy(() -> LENIENT.readTree(metadata)).isInstanceOf(java.io.IOException.class);
                }
                case EVENT, DUPLICATE, LATE, OUT_OF_ORDER ->
                    assertThat(STRICT.readTree(record.data()).get("detail-type").isTextual())
                            .isTrue();
            }
        }
    }

    @Test
    void memory_holds_the_calls_under_way_and_not_all_of_them() {
        int few = mostInMemory(calls(200));
        int many = mostInMemory(calls(1_500));

        assertThat(few).isGreaterThan(20);
        assertThat(many).isLessThan(2 * few);
    }

    private static int mostInMemory(SimulatorSettings.Builder settings) {
        Delivery delivery = new Delivery(settings.meanCallLength(Duration.ofSeconds(10))
                .meanBetweenCalls(Duration.ofSeconds(2))
                .duplicateChance(0.01)
                .build());
        int most = 0;
        while (delivery.hasNext()) {
            delivery.next();
            most = Math.max(most, delivery.inMemory());
        }
        return most;
    }

    @Test
    void records_keep_their_data_to_themselves() {
        byte[] given = {1, 2, 3};
        SimulatedRecord record = new SimulatedRecord("key", given, Kind.EVENT, Instant.EPOCH);

        given[0] = 9;
        record.data()[1] = 9;

        assertThat(record.data()).containsExactly(1, 2, 3);
        assertThat(record.size()).isEqualTo(3);
        assertThat(record).isEqualTo(new SimulatedRecord("key", new byte[] {1, 2, 3}, Kind.EVENT, Instant.EPOCH));
        assertThat(record).isNotEqualTo(new SimulatedRecord("key", given, Kind.EVENT, Instant.EPOCH));
        assertThat(record.toString()).contains("3 bytes").doesNotContain("key");
    }

    @Test
    void settings_out_of_range_are_refused_by_name() {
        List<SimulatorSettings.Builder> wrong = new ArrayList<>();
        wrong.add(calls(-1));
        wrong.add(calls(1).duplicateChance(1.01));
        wrong.add(calls(1).malformedChance(Double.NaN));
        wrong.add(calls(1).meanBetweenCalls(Duration.ZERO));
        wrong.add(calls(1).meanCallLength(Duration.ofSeconds(1)));
        wrong.add(calls(1).start(Instant.parse("1969-12-31T23:59:59Z")));
        wrong.add(calls(1).lateChance(0.6).outOfOrderChance(0.6));

        assertThat(wrong).allSatisfy(settings -> assertThatThrownBy(settings::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("[a-zA-Z]+ (must|and) .*"));
        SimulatorSettings settings = SimulatorSettings.defaults();
        assertThat(settings.toBuilder().build()).isEqualTo(settings);
    }
}
