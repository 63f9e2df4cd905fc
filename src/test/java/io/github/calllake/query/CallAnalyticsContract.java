package io.github.calllake.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.calllake.TestLake;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.event.CallEvent;
import io.github.calllake.event.DetailType;
import io.github.calllake.event.EventDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The questions against a plain computation over what was put. */
@ExtendWith(TestLake.Shared.class)
abstract class CallAnalyticsContract {

    private TestLake lake;
    private CallAnalytics analytics;
    private TimeRange everything;

    abstract QueryEngine of(TestLake shared) throws InterruptedException;

    @BeforeEach
    void ask(TestLake shared) throws InterruptedException {
        lake = shared;
        analytics = CallAnalytics.over(of(shared));
        everything = TimeRange.startingAt(shared.start().minus(Duration.ofDays(370)), Duration.ofDays(372));
    }

    @Test
    void events_are_counted_by_detail_type() {
        Map<DetailType, Long> expected = new TreeMap<>();
        Arrays.stream(DetailType.values()).forEach(type -> expected.put(type, 0L));
        events().forEach(event -> expected.merge(event.type(), 1L, Long::sum));

        assertThat(analytics.countEvents(everything)).containsExactlyInAnyOrderEntriesOf(expected);
    }

    @Test
    void a_time_range_takes_its_start_and_leaves_its_end() {
        List<Instant> times = events().flatMap(event -> event.sentAt().stream())
                .filter(time -> time.isBefore(Instant.now()))
                .distinct()
                .sorted()
                .toList();
        Instant from = times.get(times.size() / 3);
        Instant to = times.get(times.size() / 2);
        long expected = events().flatMap(event -> event.sentAt().stream())
                .filter(time -> !time.isBefore(from) && time.isBefore(to))
                .count();

        assertThat(total(new TimeRange(from, to))).isEqualTo(expected);
        assertThat(total(new TimeRange(from.minusNanos(1), to.minusNanos(1)))).isEqualTo(expected);
    }

    @Test
    void calls_are_those_with_metadata_events_by_their_first_one() {
        Map<String, Instant> firsts = new HashMap<>();
        events().filter(event -> event.type() == DetailType.CALL_ANALYTICS_METADATA)
                .filter(event -> event.metadata().hasNonNull("callId"))
                .forEach(event -> firsts.merge(
                        event.metadata().path("callId").asText(),
                        event.sentAt().orElse(Instant.MAX),
                        (one, other) -> one.isBefore(other) ? one : other));

        List<CallSummary> calls = analytics.calls(everything);

        assertThat(calls).isNotEmpty();
        assertThat(calls.stream().map(CallSummary::callId)).containsExactlyInAnyOrderElementsOf(firsts.keySet());
        assertThat(calls).allSatisfy(call -> assertThat(call.firstEvent()).isEqualTo(firsts.get(call.callId())));
        assertThat(calls.stream().map(CallSummary::firstEvent)).isSorted();
    }

    @Test
    void a_transcript_has_each_final_utterance_once_in_order() {
        int transcripts = 0;
        for (CallSummary call : analytics.calls(everything)) {
            Set<String> spoken = spoken(call.callId());
            List<TranscriptLine> lines = analytics.transcript(call.callId(), everything);

            assertThat(lines.stream().map(TranscriptLine::text))
                    .containsExactlyInAnyOrderElementsOf(textsOf(call.callId()));
            assertThat(lines.stream().map(TranscriptLine::id)).containsExactlyInAnyOrderElementsOf(spoken);
            assertThat(lines.stream().map(TranscriptLine::beginOffsetMillis).filter(Objects::nonNull))
                    .isSorted();
            transcripts += lines.isEmpty() ? 0 : 1;
        }
        assertThat(transcripts).isPositive();
    }

    @Test
    void an_unknown_call_has_no_transcript_whatever_its_name() {
        assertThat(analytics.transcript("no' or 1=1 --\\", everything)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> analytics.transcript("a\0b", everything));
        assertThatIllegalArgumentException().isThrownBy(() -> analytics.transcript("a\ud800", everything));
    }

    private long total(TimeRange range) {
        return analytics.countEvents(range).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private Stream<CallEvent> events() {
        return lake.records().stream()
                .map(record -> EventDecoder.decode(record.data()))
                .filter(CallEvent.class::isInstance)
                .map(CallEvent.class::cast);
    }

    private Set<String> spoken(String callId) {
        Set<String> ids = new LinkedHashSet<>();
        finals(callId).forEach(said -> ids.add(said.id()));
        return ids;
    }

    private List<String> textsOf(String callId) {
        Map<String, String> texts = new HashMap<>();
        finals(callId).forEach(said -> texts.putIfAbsent(said.id(), said.text()));
        return List.copyOf(texts.values());
    }

    private record Said(String id, String text) {}

    private Stream<Said> finals(String callId) {
        return events().filter(event -> event.metadata().path("callId").asText().equals(callId))
                .flatMap(CallAnalyticsContract::said);
    }

    private static Stream<Said> said(CallEvent event) {
        if (event.type() == DetailType.TRANSCRIBE_CALL_ANALYTICS) {
            JsonNode utterance = event.payload().path("UtteranceEvent");
            return utterance.path("IsPartial").asBoolean(true)
                    ? Stream.of()
                    : Stream.of(new Said(
                            utterance.path("UtteranceId").asText(),
                            utterance.path("Transcript").asText()));
        }
        JsonNode flat = event.payload().path("TranscriptEvent");
        JsonNode nested = flat.path("Transcript").path("Results");
        Stream<JsonNode> results = nested.isEmpty()
                ? Stream.of(flat)
                : Stream.iterate(0, i -> i + 1).limit(nested.size()).map(nested::get);
        return results.filter(result -> !result.path("IsPartial").asBoolean(true))
                .map(result -> new Said(
                        result.path("ResultId").asText(),
                        result.path("Alternatives").path(0).path("Transcript").asText()));
    }
}
