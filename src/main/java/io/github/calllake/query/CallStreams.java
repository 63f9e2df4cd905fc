package io.github.calllake.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The questions whose answers may be too large for a list. Their items are read from the tiers as they are asked for: a million
 * take no more memory than ten.
 *
 * <p>A {@code stream...} gives what the question of that name in {@link CallAnalytics} gives, in the same order, without pages: one
 * query a tier, however long the answer is. All are to be closed; closing early ends the queries. The filter's limit counts; a
 * cursor is an {@link IllegalArgumentException}, for no stream gives one.
 *
 * <p>A tier that fails while its rows are read is a {@link io.github.calllake.engine.QueryException} from the stream, also where
 * partial answers are allowed: what has been read by then cannot be taken back.
 */
public interface CallStreams {

    /**
     * {@link CallAnalytics#calls}. From two tiers, what the hot one has since the boundary is read first and kept: a call may have
     * parts in both. Calls of a participant are looked up first, and are in memory as in a list.
     *
     * <pre>{@code
     * try (AnswerStream<CallSummary> calls = analytics.streamCalls(CallFilter.in(lastMonth))) {
     *     calls.forEachRemaining(report::add);
     * }
     * }</pre>
     */
    AnswerStream<CallSummary> streamCalls(CallFilter filter);

    /**
     * All final transcript lines by event time.
     *
     * <pre>{@code
     * try (AnswerStream<TranscriptLine> lines = analytics.transcriptLines(CallFilter.in(lastMonth))) {
     *     lines.stream().forEach(index::add);
     * }
     * }</pre>
     */
    AnswerStream<TranscriptLine> transcriptLines(CallFilter filter);

    /**
     * {@link CallAnalytics#categoryMatches}.
     *
     * <pre>{@code
     * try (AnswerStream<CategoryMatch> matches = analytics.streamCategoryMatches(CallFilter.in(lastMonth))) {
     *     matches.forEachRemaining(report::add);
     * }
     * }</pre>
     */
    AnswerStream<CategoryMatch> streamCategoryMatches(CallFilter filter);

    /**
     * {@link CallAnalytics#issues}.
     *
     * <pre>{@code
     * try (AnswerStream<DetectedIssue> issues = analytics.streamIssues(CallFilter.in(lastMonth))) {
     *     issues.forEachRemaining(issue -> list.add(issue.callId(), issue.text()));
     * }
     * }</pre>
     */
    AnswerStream<DetectedIssue> streamIssues(CallFilter filter);

    /**
     * {@link CallAnalytics#piiEntities}.
     *
     * <pre>{@code
     * try (AnswerStream<PiiEntity> said = analytics.streamPiiEntities(CallFilter.in(lastMonth))) {
     *     said.forEachRemaining(entity -> list.add(entity.callId(), entity.type()));
     * }
     * }</pre>
     */
    AnswerStream<PiiEntity> streamPiiEntities(CallFilter filter);

    /**
     * {@link CallAnalytics#voiceTones}.
     *
     * <pre>{@code
     * try (AnswerStream<VoiceTone> tones = analytics.streamVoiceTones(CallFilter.in(lastMonth))) {
     *     tones.forEachRemaining(report::add);
     * }
     * }</pre>
     */
    AnswerStream<VoiceTone> streamVoiceTones(CallFilter filter);

    /**
     * {@link CallAnalytics#speakerMatches}.
     *
     * <pre>{@code
     * try (AnswerStream<SpeakerMatch> matches = analytics.streamSpeakerMatches(0.9, CallFilter.in(lastMonth))) {
     *     matches.forEachRemaining(report::add);
     * }
     * }</pre>
     *
     * @param minimumConfidence 0 to 1
     */
    AnswerStream<SpeakerMatch> streamSpeakerMatches(double minimumConfidence, CallFilter filter);

    /**
     * {@link CallAnalytics#voiceAnalyticsEvents}.
     *
     * <pre>{@code
     * try (AnswerStream<VoiceAnalyticsEvent> events = analytics.streamVoiceAnalyticsEvents(CallFilter.in(lastMonth))) {
     *     events.forEachRemaining(report::add);
     * }
     * }</pre>
     */
    AnswerStream<VoiceAnalyticsEvent> streamVoiceAnalyticsEvents(CallFilter filter);

    /**
     * {@link CallAnalytics#recordings}.
     *
     * <pre>{@code
     * try (AnswerStream<Recording> recordings = analytics.streamRecordings(CallFilter.in(lastMonth))) {
     *     recordings.forEachRemaining(report::add);
     * }
     * }</pre>
     */
    AnswerStream<Recording> streamRecordings(CallFilter filter);

    /**
     * The rows of a flat view by event time, each event once.
     *
     * <p>A row has a value a column: a {@link String}, {@link Boolean}, {@link Integer}, {@link Long} or {@link Double}, an {@link
     * java.time.Instant} for a timestamp, a {@link java.time.LocalDate} for a date, or null.
     *
     * <pre>{@code
     * try (AnswerStream<List<Object>> rows = analytics.rows("recording", List.of("call_id", "event_time"), CallFilter.in(yesterday))) {
     *     rows.forEachRemaining(index::add);
     * }
     * }</pre>
     *
     * @param flatView the view's name
     * @param columns the names of its columns, in the order in which they are wanted
     * @throws IllegalArgumentException if there is no such view or column, or one is no plain name at all
     */
    AnswerStream<List<@Nullable Object>> rows(String flatView, List<String> columns, CallFilter filter);
}
