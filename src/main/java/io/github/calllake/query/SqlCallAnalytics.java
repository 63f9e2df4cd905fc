package io.github.calllake.query;

import java.time.Duration;

/** The questions as SQL over the flat views, of one tier or of both. */
final class SqlCallAnalytics implements CallAnalytics {

    private final Tiers tiers;

    SqlCallAnalytics(Tiers tiers) {
        this.tiers = tiers;
    }

    @Override
    public Answer<EventCount> countEvents(CallFilter filter) {
        return CountQuestions.counts(tiers.read(), filter);
    }

    @Override
    public Answer<Freshness> freshness(TimeRange range) {
        return CountQuestions.freshness(tiers.read(), range);
    }

    @Override
    public Answer<CallSummary> calls(CallFilter filter) {
        return CallQuestions.calls(tiers.read(), filter);
    }

    @Override
    public Answer<TimelineEntry> timeline(String callId, TimeRange range) {
        return TimelineQuestion.timeline(tiers.read(), CallFilter.in(range).withCallId(callId));
    }

    @Override
    public Answer<TranscriptLine> transcript(String callId, TimeRange range) {
        return TranscriptQuestions.transcript(tiers.read(), CallFilter.in(range).withCallId(callId));
    }

    @Override
    public Answer<TranscriptLine> searchTranscripts(String text, CallFilter filter) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("The text to search for is empty");
        }
        return TranscriptQuestions.search(tiers.read(), Texts.requireStorable(text, "text"), filter);
    }

    @Override
    public Answer<SentimentCount> sentiment(CallFilter filter, Duration span) {
        return SpeechQuestions.sentiment(tiers.read(), filter, span);
    }

    @Override
    public Answer<TalkShare> talkShares(CallFilter filter) {
        return SpeechQuestions.talkShares(tiers.read(), filter);
    }

    @Override
    public Answer<Interruption> interruptions(CallFilter filter) {
        return SpeechQuestions.interruptions(tiers.read(), filter);
    }

    @Override
    public Answer<CategoryMatch> categoryMatches(CallFilter filter) {
        return ContentQuestions.categoryMatches(tiers.read(), filter);
    }

    @Override
    public Answer<CategoryCount> categoryCounts(CallFilter filter) {
        return ContentQuestions.categoryCounts(tiers.read(), filter);
    }

    @Override
    public Answer<DetectedIssue> issues(CallFilter filter) {
        return ContentQuestions.issues(tiers.read(), filter);
    }

    @Override
    public Answer<PiiCount> piiCounts(CallFilter filter) {
        return ContentQuestions.piiCounts(tiers.read(), filter);
    }

    @Override
    public Answer<PiiEntity> piiEntities(CallFilter filter) {
        return ContentQuestions.piiEntities(tiers.read(), filter);
    }

    @Override
    public Answer<VoiceTone> voiceTones(CallFilter filter) {
        return VoiceQuestions.voiceTones(tiers.read(), filter);
    }

    @Override
    public Answer<SpeakerMatch> speakerMatches(double minimumConfidence, CallFilter filter) {
        return VoiceQuestions.speakerMatches(tiers.read(), minimumConfidence, filter);
    }

    @Override
    public Answer<VoiceAnalyticsEvent> voiceAnalyticsEvents(CallFilter filter) {
        return VoiceQuestions.status(tiers.read(), filter);
    }
}
