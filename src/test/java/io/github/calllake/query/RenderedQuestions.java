package io.github.calllake.query;

import io.github.calllake.engine.ForwardingEngine;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryOptions;
import io.github.calllake.engine.QueryRows;
import io.github.calllake.engine.QueryStats;
import io.github.calllake.engine.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Record;
import org.jooq.Select;

/** What each question looks like on its way to a tier. Nothing is asked: every answer is empty. */
public final class RenderedQuestions extends ForwardingEngine {

    private static final Instant START = Instant.parse("2026-03-29T00:00:00.123Z");
    private static final TimeRange A_DAY = TimeRange.startingAt(START, Duration.ofDays(1));
    private static final String HOSTILE = "it's a \\ call";
    private static final CallFilter ALL = CallFilter.in(A_DAY);

    private final QueryEngine engine;
    private final List<String> asked = new ArrayList<>();

    private RenderedQuestions(QueryEngine engine) {
        super(engine);
        this.engine = engine;
    }

    /**
     * The statements of every question by its name.
     *
     * @param engine whose SQL; it is not asked
     */
    public static Map<String, List<String>> of(QueryEngine engine) {
        RenderedQuestions rendered = new RenderedQuestions(engine);
        CallAnalytics analytics = CallAnalytics.over(rendered);
        Map<String, List<String>> statements = new LinkedHashMap<>();
        Map<String, Runnable> questions = new LinkedHashMap<>();
        questions.put("countEvents", () -> analytics.countEvents(ALL));
        questions.put("countEvents-each-delivery", () -> analytics.countEvents(ALL.withEachDelivery()));
        questions.put("freshness", () -> analytics.freshness(A_DAY));
        questions.put("calls", () -> analytics.calls(ALL));
        questions.put("calls-filtered", () -> analytics.calls(filtered("calls")));
        questions.put("calls-of-a-participant", () -> analytics.calls(ALL.withParticipant(HOSTILE)));
        questions.put("timeline", () -> analytics.timeline(HOSTILE, A_DAY));
        questions.put("transcript", () -> analytics.transcript(HOSTILE, A_DAY));
        questions.put("searchTranscripts", () -> analytics.searchTranscripts(HOSTILE, page()));
        questions.put("transcriptLines", () -> analytics.transcriptLines(ALL).close());
        questions.put("sentiment", () -> analytics.sentiment(ALL, Duration.ofHours(1)));
        questions.put("talkShares", () -> analytics.talkShares(ALL));
        questions.put("categoryMatches", () -> analytics.categoryMatches(ALL));
        questions.put("categoryCounts", () -> analytics.categoryCounts(ALL));
        questions.put("issues", () -> analytics.issues(ALL));
        questions.put("piiEntities", () -> analytics.piiEntities(ALL));
        questions.put("voiceTones", () -> analytics.voiceTones(ALL));
        questions.put("speakerMatches", () -> analytics.speakerMatches(0.9, ALL));
        questions.put("voiceAnalyticsEvents", () -> analytics.voiceAnalyticsEvents(ALL));
        questions.put("recordings", () -> analytics.recordings(ALL));
        if (engine.tier() == Tier.COLD) {
            questions.put("postCalls", () -> analytics.postCalls(filtered("postCalls")));
        }
        questions.put("rows", () -> analytics
                .rows("recording", List.of("call_id", "recording_duration_seconds", "event_date"), ALL)
                .close());
        questions.put("windows", () -> analytics.windows(windows()));
        questions.put("countEvents-in-a-slice", () -> new SqlCallAnalytics(rendered.slice(), QueryOptions.standard())
                .countEvents(ALL));
        questions.forEach((name, question) -> {
            question.run();
            statements.put(name, List.copyOf(rendered.asked));
            rendered.asked.clear();
        });
        return statements;
    }

    private static WindowQuestion windows() {
        return WindowQuestion.over("utterance", A_DAY)
                .hopping(Duration.ofMinutes(1), Duration.ofSeconds(25))
                .by("sentiment")
                .average("end_offset_millis")
                .maximum("begin_offset_millis");
    }

    private static CallFilter filtered(String question) {
        return ALL.withCallId(HOSTILE)
                .withTransactionId(HOSTILE)
                .withVoiceConnectorId(HOSTILE)
                .withNumber(HOSTILE)
                .withFromNumber(HOSTILE)
                .withToNumber(HOSTILE)
                .withDirection(HOSTILE)
                .withLimit(10)
                .withAfter(Cursor.of(question, List.of(Long.toString(START.toEpochMilli()), HOSTILE)));
    }

    private static CallFilter page() {
        RowKey key = new RowKey(START, "49600000000000000000001", "shardId-000000000001", 2, 0);
        return ALL.withLimit(10).withAfter(key.cursor("search"));
    }

    /** This tier's part of a question that is asked of both. */
    private Tiers slice() {
        Slice slice = engine.tier() == Tier.COLD
                ? new Slice(this, Optional.empty(), Optional.of(START), Optional.empty())
                : new Slice(this, Optional.of(START), Optional.empty(), Optional.of(START.minus(Duration.ofDays(1))));
        return options -> new Reading(List.of(slice), Optional.of(START), false, Runnable::run, options, List.of());
    }

    @Override
    public <R extends Record> QueryRows<R> open(Select<R> query, QueryOptions options) {
        asked.add(text(query));
        return QueryRows.of(List.of(), QueryStats.of(tier(), Duration.ZERO));
    }

    @Override
    public void close() {
        engine.close();
    }
}
