package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryOptions;
import java.time.Duration;

/**
 * The questions that call analytics events answer.
 *
 * <p>Every question looks at a span of event time, UTC. An event that was delivered more than once counts once, by its
 * identity ({@link io.github.calllake.schema.FlatView#identity}), unless {@link CallFilter#withEachDelivery} asks for every
 * record. Answers are in a stated order and whole: a tier that does not answer is an error.
 *
 * <p>Implementations are thread-safe. They throw {@link io.github.calllake.engine.QueryException} when an engine refuses,
 * fails or takes too long, or the thread is interrupted; and {@link IllegalArgumentException} for texts that hold U+0000 or
 * half of a surrogate pair, which no engine can carry. What was asked for is neither in messages nor in logs.
 *
 * <pre>{@code
 * try (CallLake callLake = CallLake.fromEnvironment()) {
 *     CallAnalytics analytics = callLake.analytics();
 *     TimeRange lastHour = TimeRange.startingAt(Instant.now().minus(1, HOURS), Duration.ofHours(1));
 *     for (CallSummary call : analytics.calls(CallFilter.in(lastHour))) {
 *         analytics.transcript(call.callId(), lastHour).forEach(line -> view.add(line.speaker(), line.text()));
 *     }
 * }
 * }</pre>
 */
public interface CallAnalytics extends CallStreams {

    /** Asks one tier through an engine of one's own, which stays the caller's to close. {@code CallLake} is the usual door. */
    static CallAnalytics over(QueryEngine engine) {
        return new SqlCallAnalytics(new OneTier(engine), QueryOptions.standard());
    }

    /**
     * The same questions, asked otherwise: with another timeout, a limit of bytes scanned, or answers that may be reused.
     *
     * <pre>{@code
     * analytics.with(QueryOptions.standard().withTimeout(Duration.ofSeconds(5))).calls(filter);
     * }</pre>
     */
    CallAnalytics with(QueryOptions options);

    /**
     * How many events of each detail type there are; every type is there, with 0 where it has none. Limit and cursor of the
     * filter do not count.
     *
     * <pre>{@code
     * analytics.countEvents(CallFilter.in(yesterday)).forEach(c -> report.put(c.type(), c.events()));
     * }</pre>
     */
    Answer<EventCount> countEvents(CallFilter filter);

    /**
     * The newest event and the newest arrival of each detail type; every type is there.
     *
     * <pre>{@code
     * Optional<Instant> newest = analytics.freshness(lastHour).stream()
     *         .flatMap(f -> f.newestArrival().stream()).max(naturalOrder());
     * }</pre>
     *
     * @param range where to look: the cold tier reads the partitions of these days
     */
    Answer<Freshness> freshness(TimeRange range);

    /**
     * The calls with a metadata event, by their first one in the range, then by call id; page by page with a limit.
     *
     * <pre>{@code
     * CallFilter first = CallFilter.in(lastWeek).withNumber("+12065550100").withLimit(50);
     * Answer<CallSummary> page = analytics.calls(first);
     * while (page.next().isPresent()) {
     *     page = analytics.calls(first.withAfter(page.next().get()));
     * }
     * }</pre>
     */
    Answer<CallSummary> calls(CallFilter filter);

    /**
     * Everything that happened in one call, of all detail types, by event time; without partial results.
     *
     * <pre>{@code
     * analytics.timeline(callId, lastWeek).forEach(e -> view.add(e.eventTime(), e.type(), e.what()));
     * }</pre>
     *
     * @param callId Chime's call id, matched exactly
     * @param range where the call's events lie; what is outside is not looked at
     */
    Answer<TimelineEntry> timeline(String callId, TimeRange range);

    /**
     * The final transcript of one call in order: by begin offset, then by event time. Partial results are left out, and of
     * the final ones with the same id the first is taken.
     *
     * <pre>{@code
     * analytics.transcript(callId, yesterday).forEach(line -> page.add(line.speaker(), line.text()));
     * }</pre>
     *
     * @param callId Chime's call id, matched exactly
     * @param range where the call's events lie; what is outside is not looked at
     */
    Answer<TranscriptLine> transcript(String callId, TimeRange range);

    /**
     * Final transcript lines that hold a text, by event time; page by page with a limit. The letters A to Z are matched
     * without case, all other characters exactly; no character has a meaning of its own.
     *
     * <pre>{@code
     * analytics.searchTranscripts("cancel my", CallFilter.in(lastWeek).withLimit(20));
     * }</pre>
     *
     * @throws IllegalArgumentException if the text is empty
     */
    Answer<TranscriptLine> searchTranscripts(String text, CallFilter filter);

    /**
     * How many final utterances had which sentiment, by participant, over time: by span, participant and sentiment. Limit
     * and cursor of the filter do not count.
     *
     * <pre>{@code
     * analytics.sentiment(CallFilter.in(yesterday), Duration.ofHours(1));
     * }</pre>
     *
     * @param span the length of a span in whole seconds; spans are counted from 1970-01-01T00:00:00Z
     */
    Answer<SentimentCount> sentiment(CallFilter filter, Duration span);

    /**
     * How much each participant of each call spoke, and how often one interrupted; by call id, then participant. Limit and
     * cursor of the filter do not count; every utterance in the range is read.
     *
     * <pre>{@code
     * analytics.talkShares(CallFilter.in(yesterday).withCallId(callId));
     * }</pre>
     */
    Answer<TalkShare> talkShares(CallFilter filter);

    /**
     * Where a participant began while another one was speaking: an utterance that begins before one of another participant
     * that began earlier has ended. By call id, then offset. Limit and cursor of the filter do not count.
     *
     * <pre>{@code
     * analytics.interruptions(CallFilter.in(yesterday).withCallId(callId));
     * }</pre>
     */
    Answer<Interruption> interruptions(CallFilter filter);

    /**
     * The categories that matched, by event time; page by page with a limit.
     *
     * <pre>{@code
     * analytics.categoryMatches(CallFilter.in(yesterday).withCallId(callId));
     * }</pre>
     */
    Answer<CategoryMatch> categoryMatches(CallFilter filter);

    /**
     * How often each category matched on each UTC day; by day, then category. Limit and cursor of the filter do not count.
     *
     * <pre>{@code
     * analytics.categoryCounts(CallFilter.in(lastWeek));
     * }</pre>
     */
    Answer<CategoryCount> categoryCounts(CallFilter filter);

    /**
     * The issues detected in final utterances, with their text, by event time. A limit is one of utterances.
     *
     * <pre>{@code
     * analytics.issues(CallFilter.in(yesterday)).forEach(issue -> list.add(issue.callId(), issue.text()));
     * }</pre>
     */
    Answer<DetectedIssue> issues(CallFilter filter);

    /**
     * How much personal information of each type was said, by type; nothing of what it was.
     *
     * <pre>{@code
     * analytics.piiCounts(CallFilter.in(yesterday));
     * }</pre>
     */
    Answer<PiiCount> piiCounts(CallFilter filter);

    /**
     * The personal information that was said, with its content, by event time. A limit is one of utterances.
     *
     * <pre>{@code
     * analytics.piiEntities(CallFilter.in(yesterday).withCallId(callId));
     * }</pre>
     */
    Answer<PiiEntity> piiEntities(CallFilter filter);

    /**
     * Voice tone over time, by event time; the last one of a call and participant has the overall tone. Page by page with a
     * limit.
     *
     * <pre>{@code
     * analytics.voiceTones(CallFilter.in(yesterday).withCallId(callId));
     * }</pre>
     */
    Answer<VoiceTone> voiceTones(CallFilter filter);

    /**
     * The voice profiles that speaker search found with at least some confidence, by event time; page by page with a limit.
     *
     * <pre>{@code
     * analytics.speakerMatches(0.9, CallFilter.in(yesterday));
     * }</pre>
     *
     * @param minimumConfidence 0 to 1
     */
    Answer<SpeakerMatch> speakerMatches(double minimumConfidence, CallFilter filter);

    /**
     * How voice analytics went on, by event time; page by page with a limit.
     *
     * <pre>{@code
     * analytics.voiceAnalyticsEvents(CallFilter.in(yesterday).withCallId(callId));
     * }</pre>
     */
    Answer<VoiceAnalyticsEvent> voiceAnalyticsEvents(CallFilter filter);

    /**
     * The recorded files of calls, by the time of the event that names them: Chime's recording and the one with enhanced voices,
     * and Transcribe's own copies, as spoken and redacted. Each file once, however many events name it. Page by page with a limit,
     * which is one of events; an event of a session may name two files.
     *
     * <pre>{@code
     * analytics.recordings(CallFilter.in(yesterday).withCallId(callId)).stream()
     *         .filter(recording -> recording.kind() == Recording.Kind.ORIGINAL)
     *         .forEach(recording -> player.load(recording.file().bucket(), recording.file().key()));
     * }</pre>
     */
    Answer<Recording> recordings(CallFilter filter);

    /**
     * What Transcribe wrote about calls when they were over, by the time of the event that announced the session, then by session
     * id; page by page with a limit. Each session once. Of two tiers the cold one alone is asked, for no stream carries these
     * files; they have no partitions, so that Athena reads all of them for every question.
     *
     * <pre>{@code
     * analytics.postCalls(CallFilter.in(yesterday).withCallId(callId))
     *         .forEach(call -> report.add(call.customerSentiment(), call.summary()));
     * }</pre>
     *
     * @throws io.github.calllake.engine.QueryException also if the hot tier is the only one
     */
    Answer<PostCall> postCalls(CallFilter filter);

    /**
     * Rows of a flat view, or of a table of one's own, in hopping or tumbling windows; by start, then key.
     *
     * <pre>{@code
     * analytics.windows(WindowQuestion.over("utterance", lastHour)
     *         .hopping(Duration.ofMinutes(1), Duration.ofSeconds(10)).by("sentiment"));
     * }</pre>
     */
    Answer<WindowRow> windows(WindowQuestion question);
}
