package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** How was it said: sentiment, talk time and interruptions, from final utterances. */
final class SpeechQuestions {

    private static final FlatTable UTTERANCE = FlatTable.of("utterance");
    private static final Field<String> SENTIMENT = UTTERANCE.text("sentiment");
    private static final Field<Long> SPAN = DSL.field(DSL.name("span"), Long.class);
    private static final Field<Long> UTTERANCES = DSL.field(DSL.name("utterances"), Long.class);
    private static final Comparator<@Nullable String> TEXT = Comparator.nullsLast(Texts.BYTE_ORDER);

    private static final List<Field<?>> TURN_COLUMNS =
            List.of(UTTERANCE.text("call_id"), Spoken.ROLE, Spoken.BEGIN, Spoken.END);

    private SpeechQuestions() {}

    private record SentimentKey(
            long span, @Nullable String role, @Nullable String sentiment) {}

    static Answer<SentimentCount> sentiment(Reading reading, CallFilter filter, Duration span) {
        long seconds = Spans.seconds(span);
        Map<SentimentKey, Long> counts = new LinkedHashMap<>();
        reading.gather(new Reading.RecordPart<Map.Entry<SentimentKey, Long>>() {
                    @Override
                    public Select<? extends Record> query(Slice slice) {
                        return sentimentCounts(slice, filter, seconds);
                    }

                    @Override
                    public Map.Entry<SentimentKey, Long> read(Record row) {
                        return Map.entry(
                                new SentimentKey(row.get(SPAN), row.get(Spoken.ROLE), row.get(SENTIMENT)),
                                row.get(UTTERANCES));
                    }
                })
                .forEach(count -> counts.merge(count.getKey(), count.getValue(), Long::sum));
        return reading.answer(counts.entrySet().stream()
                .map(count -> new SentimentCount(
                        Instant.ofEpochSecond(count.getKey().span() * seconds),
                        count.getKey().role(),
                        count.getKey().sentiment(),
                        count.getValue()))
                .sorted(Comparator.comparing(SentimentCount::start)
                        .thenComparing(SentimentCount::participantRole, TEXT)
                        .thenComparing(SentimentCount::sentiment, TEXT))
                .toList());
    }

    private static Select<? extends Record> sentimentCounts(Slice slice, CallFilter filter, long seconds) {
        QueryEngine engine = slice.engine();
        EventRows rows = EventRows.of(slice, "utterance", filter);
        Field<Long> span = Spans.indexOf(engine, rows.time("event_time"), seconds);
        return engine.sql()
                .select(
                        span.as(SPAN),
                        Spoken.ROLE,
                        SENTIMENT,
                        DSL.count().cast(Long.class).as(UTTERANCES))
                .from(rows.table(List.of(rows.time("event_time"), Spoken.ROLE, SENTIMENT), Spoken.FINAL))
                .groupBy(span, Spoken.ROLE, SENTIMENT);
    }

    /** An utterance's place in its call. */
    private record Turn(
            @Nullable String callId,
            @Nullable String role,
            @Nullable Long begin,
            @Nullable Long end) {
        long millis() {
            return begin == null || end == null ? 0 : Math.max(0, end - begin);
        }
    }

    static Answer<TalkShare> talkShares(Reading reading, CallFilter filter) {
        List<TalkShare> shares = byCall(reading, filter).stream()
                .flatMap(call -> talkShares(call).stream())
                .toList();
        return reading.answer(shares);
    }

    private static List<TalkShare> talkShares(List<Turn> call) {
        long all = call.stream().mapToLong(Turn::millis).sum();
        List<Interruption> interruptions = interruptions(call);
        return call.stream()
                .map(Turn::role)
                .distinct()
                .sorted(TEXT)
                .map(role -> {
                    List<Turn> own = call.stream()
                            .filter(turn -> Objects.equals(turn.role(), role))
                            .toList();
                    long millis = own.stream().mapToLong(Turn::millis).sum();
                    long began = interruptions.stream()
                            .filter(each -> Objects.equals(each.participantRole(), role))
                            .count();
                    return new TalkShare(
                            call.get(0).callId(),
                            role,
                            own.size(),
                            millis,
                            all == 0 ? 0 : (double) millis / all,
                            began);
                })
                .toList();
    }

    static Answer<Interruption> interruptions(Reading reading, CallFilter filter) {
        List<Interruption> interruptions = byCall(reading, filter).stream()
                .flatMap(call -> interruptions(call).stream())
                .toList();
        return reading.answer(interruptions);
    }

    /** Who began while another's latest utterance so far was going on. */
    private static List<Interruption> interruptions(List<Turn> call) {
        List<Interruption> found = new ArrayList<>();
        List<Turn> going = new ArrayList<>();
        for (Turn turn : call) {
            if (turn.begin() == null || turn.end() == null) {
                continue;
            }
            interrupted(going, turn).ifPresent(found::add);
            going.removeIf(earlier -> Objects.equals(earlier.role(), turn.role()) && endOf(earlier) <= turn.end());
            going.add(turn);
        }
        return found;
    }

    private static Optional<Interruption> interrupted(List<Turn> going, Turn turn) {
        long begin = Objects.requireNonNull(turn.begin());
        return going.stream()
                .filter(earlier -> !Objects.equals(earlier.role(), turn.role()))
                .filter(earlier -> Objects.requireNonNull(earlier.begin()) < begin && endOf(earlier) > begin)
                .max(Comparator.comparingLong(SpeechQuestions::endOf))
                .map(earlier -> new Interruption(
                        turn.callId(),
                        turn.role(),
                        earlier.role(),
                        begin,
                        Math.min(endOf(earlier), endOf(turn)) - begin));
    }

    private static long endOf(Turn turn) {
        return Objects.requireNonNull(turn.end());
    }

    /** Each call's final utterances by when they began; calls by id. */
    private static List<List<Turn>> byCall(Reading reading, CallFilter filter) {
        List<Turn> turns = reading.gather(new Reading.ViewPart<>(
                slice -> slice.engine()
                        .sql()
                        .select(TURN_COLUMNS)
                        .from(EventRows.of(slice, "utterance", filter).table(TURN_COLUMNS, Spoken.FINAL)),
                row -> new Turn(row.text(0), row.text(1), row.bigint(2), row.bigint(3))));
        Comparator<@Nullable Long> offset = Comparator.nullsLast(Comparator.naturalOrder());
        Map<Optional<String>, List<Turn>> calls = turns.stream()
                .sorted(Comparator.comparing(Turn::callId, TEXT)
                        .thenComparing(Turn::begin, offset)
                        .thenComparing(Turn::end, offset)
                        .thenComparing(Turn::role, TEXT))
                .collect(Collectors.groupingBy(
                        turn -> Optional.ofNullable(turn.callId()), LinkedHashMap::new, Collectors.toList()));
        return List.copyOf(calls.values());
    }
}
