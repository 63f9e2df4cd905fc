package io.github.calllake.cli.bench;

import io.github.calllake.query.Answer;
import io.github.calllake.query.AnswerFacts;
import io.github.calllake.query.AnswerFacts.Gap;
import io.github.calllake.query.AnswerStream;
import io.github.calllake.query.CallAnalytics;
import io.github.calllake.query.CallFilter;
import io.github.calllake.query.Cursor;
import io.github.calllake.query.EventCount;
import io.github.calllake.query.TimeRange;
import io.github.calllake.query.TranscriptLine;
import io.github.calllake.query.WindowQuestion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A question about some events, and what each event adds to its answer: an answer is a number of times for each of some names.
 *
 * @param kind which question
 * @param from the first event's number
 * @param to the number after the last
 */
record SeamQuestion(Kind kind, int from, int to) {

    /** Counts and lists. */
    enum Kind {
        COUNTS,
        DELIVERIES,
        LINES,
        PAGES,
        CALLS,
        TRANSCRIPT,
        TIMELINE,
        WINDOWS
    }

    private static final int PAGE = 40;
    private static final Duration WINDOW = Duration.ofSeconds(3);
    private static final Duration SLIDE = Duration.ofSeconds(1);

    /**
     * What was answered.
     *
     * @param times how often by name
     * @param inOrder whether what has an order was in it
     * @param boundaries those that were used: one a query
     * @param gaps what the answer said that it lacked
     */
    record Given(Map<String, Long> times, boolean inOrder, List<Optional<Instant>> boundaries, List<Gap> gaps) {}

    Given ask(CallAnalytics analytics, SeamEvents events) {
        CallFilter filter = CallFilter.in(events.range(from, to));
        return switch (kind) {
            case COUNTS -> counts(analytics.countEvents(filter));
            case DELIVERIES -> counts(analytics.countEvents(filter.withEachDelivery()));
            case LINES -> lines(analytics, filter);
            case PAGES -> pages(analytics, filter);
            case CALLS -> {
                var calls = analytics.calls(filter);
                yield tally(calls.stream().map(call -> Map.entry(call.callId(), call.events())), calls.facts());
            }
            case TRANSCRIPT -> {
                var transcript = analytics.transcript(SeamEvents.call(from), filter.range());
                yield spoken(transcript.items(), List.of(transcript.facts()));
            }
            case TIMELINE -> {
                var timeline = analytics.timeline(SeamEvents.call(from), filter.range());
                yield tally(
                        timeline.stream()
                                .map(entry -> Map.entry(entry.eventTime().toString(), 1L)),
                        timeline.facts());
            }
            case WINDOWS -> {
                var windows = analytics.windows(WindowQuestion.over("utterance", filter.range())
                        .hopping(WINDOW, SLIDE)
                        .by("participant_role"));
                yield tally(
                        windows.stream().map(row -> Map.entry(row.start() + String.valueOf(row.key()), row.count())),
                        windows.facts());
            }
        };
    }

    private static Given counts(Answer<EventCount> counts) {
        return tally(
                counts.stream()
                        .filter(count -> count.events() > 0)
                        .map(count -> Map.entry(count.type().text(), count.events())),
                counts.facts());
    }

    private static Given tally(Stream<Map.Entry<String, Long>> counts, AnswerFacts facts) {
        Map<String, Long> times = new HashMap<>();
        counts.forEach(count -> times.merge(count.getKey(), count.getValue(), Long::sum));
        return new Given(times, true, List.of(facts.boundary()), facts.gaps());
    }

    private static Given lines(CallAnalytics analytics, CallFilter filter) {
        try (AnswerStream<TranscriptLine> lines = analytics.transcriptLines(filter)) {
            return spoken(lines.stream().toList(), List.of(lines.facts()));
        }
    }

    private static Given pages(CallAnalytics analytics, CallFilter filter) {
        List<TranscriptLine> lines = new ArrayList<>();
        List<AnswerFacts> facts = new ArrayList<>();
        CallFilter next = filter.withLimit(PAGE);
        while (true) {
            Answer<TranscriptLine> page = analytics.searchTranscripts("SAID", next);
            lines.addAll(page.items());
            facts.add(page.facts());
            if (page.next().isEmpty()) {
                return spoken(lines, facts);
            }
            next = filter.withLimit(PAGE)
                    .withAfter(Cursor.parse(page.next().orElseThrow().toString()));
        }
    }

    private static Given spoken(List<TranscriptLine> lines, List<AnswerFacts> facts) {
        Map<String, Long> times = new HashMap<>();
        boolean inOrder = true;
        int last = -1;
        for (TranscriptLine line : lines) {
            String id = String.valueOf(line.id());
            times.merge(id, 1L, Long::sum);
            // A line that is there twice is said to be doubled, and not out of order too.
            inOrder &= SeamEvents.number(id) >= last;
            last = SeamEvents.number(id);
        }
        return new Given(
                times,
                inOrder,
                facts.stream().map(AnswerFacts::boundary).toList(),
                facts.stream().flatMap(each -> each.gaps().stream()).toList());
    }

    /** The number after the last event that can be in the answer. */
    int end() {
        return kind == Kind.WINDOWS ? to + Math.toIntExact(WINDOW.toMillis() / SeamEvents.MILLIS_APART) : to;
    }

    /** Whether each delivery of an event counts. */
    boolean isOfDeliveries() {
        return kind == Kind.DELIVERIES;
    }

    /** Under which names an event is in the answer, once under each. */
    Stream<String> names(int number, SeamEvents events) {
        boolean callEvent = SeamEvents.isCallEvent(number);
        return switch (kind) {
            case COUNTS, DELIVERIES -> Stream.of(callEvent ? "CallAnalyticsMetadata" : "TranscribeCallAnalytics");
            case LINES, PAGES -> callEvent ? Stream.of() : Stream.of(SeamEvents.utteranceId(number));
            case TRANSCRIPT -> callEvent || !isOfCall(number) ? Stream.of() : Stream.of(SeamEvents.utteranceId(number));
            case TIMELINE -> isOfCall(number) ? Stream.of(events.time(number).toString()) : Stream.of();
            case CALLS -> callEvent ? Stream.of(SeamEvents.call(number)) : Stream.of();
            case WINDOWS -> callEvent ? Stream.of() : windows(events.time(number), events.range(from, to));
        };
    }

    private boolean isOfCall(int number) {
        return SeamEvents.call(number).equals(SeamEvents.call(from));
    }

    /** Every window that covers a time and starts in the range. */
    private static Stream<String> windows(Instant time, TimeRange range) {
        long second = time.getEpochSecond();
        return LongStream.range(0, WINDOW.toSeconds())
                .mapToObj(before -> Instant.ofEpochSecond(second - before))
                .filter(start -> !start.isBefore(range.from()) && start.isBefore(range.to()))
                .map(start -> start + SeamEvents.SPEAKER);
    }
}
