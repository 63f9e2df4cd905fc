package io.github.calllake.query;

import io.github.calllake.engine.QueryOptions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The questions as SQL over the flat views, of one tier or of both. */
final class SqlCallAnalytics implements CallAnalytics {

    private final Tiers tiers;
    private final QueryOptions options;

    SqlCallAnalytics(Tiers tiers, QueryOptions options) {
        this.tiers = tiers;
        this.options = options;
    }

    private Reading read() {
        return tiers.read(options);
    }

    @Override
    public CallAnalytics with(QueryOptions others) {
        return new SqlCallAnalytics(tiers, others);
    }

    @Override
    public Answer<EventCount> countEvents(CallFilter filter) {
        return CountQuestions.counts(read(), filter);
    }

    @Override
    public Answer<Freshness> freshness(TimeRange range) {
        return CountQuestions.freshness(read(), range);
    }

    @Override
    public Answer<CallSummary> calls(CallFilter filter) {
        return CallQuestions.calls(read(), filter);
    }

    @Override
    public AnswerStream<CallSummary> streamCalls(CallFilter filter) {
        return CallQuestions.stream(read(), filter);
    }

    @Override
    public Answer<TimelineEntry> timeline(String callId, TimeRange range) {
        return TimelineQuestion.timeline(read(), CallFilter.in(range).withCallId(callId));
    }

    @Override
    public Answer<TranscriptLine> transcript(String callId, TimeRange range) {
        return TranscriptQuestions.transcript(read(), CallFilter.in(range).withCallId(callId));
    }

    @Override
    public Answer<TranscriptLine> searchTranscripts(String text, CallFilter filter) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("The text to search for is empty");
        }
        return TranscriptQuestions.search(Texts.requireStorable(text, "text")).ask(read(), filter);
    }

    @Override
    public AnswerStream<TranscriptLine> transcriptLines(CallFilter filter) {
        return TranscriptQuestions.lines().stream(read(), filter);
    }

    @Override
    public Answer<SentimentCount> sentiment(CallFilter filter, Duration span) {
        return SpeechQuestions.sentiment(read(), filter, span);
    }

    @Override
    public Answer<TalkShare> talkShares(CallFilter filter) {
        return SpeechQuestions.talkShares(read(), filter);
    }

    @Override
    public Answer<Interruption> interruptions(CallFilter filter) {
        return SpeechQuestions.interruptions(read(), filter);
    }

    @Override
    public Answer<CategoryMatch> categoryMatches(CallFilter filter) {
        return ContentQuestions.categoryMatches().ask(read(), filter);
    }

    @Override
    public AnswerStream<CategoryMatch> streamCategoryMatches(CallFilter filter) {
        return ContentQuestions.categoryMatches().stream(read(), filter);
    }

    @Override
    public Answer<CategoryCount> categoryCounts(CallFilter filter) {
        return ContentQuestions.categoryCounts(read(), filter);
    }

    @Override
    public Answer<DetectedIssue> issues(CallFilter filter) {
        return Answer.flat(ContentQuestions.issues().ask(read(), filter));
    }

    @Override
    public AnswerStream<DetectedIssue> streamIssues(CallFilter filter) {
        return AnswerStream.flat(ContentQuestions.issues().stream(read(), filter));
    }

    @Override
    public Answer<PiiCount> piiCounts(CallFilter filter) {
        return ContentQuestions.piiCounts(read(), filter);
    }

    @Override
    public Answer<PiiEntity> piiEntities(CallFilter filter) {
        return Answer.flat(ContentQuestions.piiEntities().ask(read(), filter));
    }

    @Override
    public AnswerStream<PiiEntity> streamPiiEntities(CallFilter filter) {
        return AnswerStream.flat(ContentQuestions.piiEntities().stream(read(), filter));
    }

    @Override
    public Answer<VoiceTone> voiceTones(CallFilter filter) {
        return VoiceQuestions.voiceTones().ask(read(), filter);
    }

    @Override
    public AnswerStream<VoiceTone> streamVoiceTones(CallFilter filter) {
        return VoiceQuestions.voiceTones().stream(read(), filter);
    }

    @Override
    public Answer<SpeakerMatch> speakerMatches(double minimumConfidence, CallFilter filter) {
        return VoiceQuestions.speakerMatches(minimumConfidence).ask(read(), filter);
    }

    @Override
    public AnswerStream<SpeakerMatch> streamSpeakerMatches(double minimumConfidence, CallFilter filter) {
        return VoiceQuestions.speakerMatches(minimumConfidence).stream(read(), filter);
    }

    @Override
    public Answer<VoiceAnalyticsEvent> voiceAnalyticsEvents(CallFilter filter) {
        return VoiceQuestions.status().ask(read(), filter);
    }

    @Override
    public AnswerStream<VoiceAnalyticsEvent> streamVoiceAnalyticsEvents(CallFilter filter) {
        return VoiceQuestions.status().stream(read(), filter);
    }

    @Override
    public Answer<Recording> recordings(CallFilter filter) {
        return Answer.flat(RecordingQuestion.recordings().ask(read(), filter));
    }

    @Override
    public AnswerStream<Recording> streamRecordings(CallFilter filter) {
        return AnswerStream.flat(RecordingQuestion.recordings().stream(read(), filter));
    }

    @Override
    public Answer<PostCall> postCalls(CallFilter filter) {
        return PostCallQuestion.postCalls(tiers.readCold(options), filter);
    }

    @Override
    public AnswerStream<List<@Nullable Object>> rows(String flatView, List<String> columns, CallFilter filter) {
        return ViewRows.rows(read(), flatView, columns, filter);
    }

    @Override
    public Answer<WindowRow> windows(WindowQuestion question) {
        return WindowQuestions.windows(read(), question);
    }
}
