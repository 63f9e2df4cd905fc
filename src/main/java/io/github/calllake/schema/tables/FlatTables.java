package io.github.calllake.schema.tables;

/**
 * All flat views as jOOQ tables. A row is a delivered record's: an event that was delivered twice is there twice.
 *
 * <pre>{@code
 * Select<Record2<String, Integer>> perSentiment = DSL.select(UTTERANCE.SENTIMENT, DSL.count())
 *         .from(UTTERANCE)
 *         .where(UTTERANCE.between(from, to).and(UTTERANCE.IS_PARTIAL.eq(DSL.inline(false))))
 *         .groupBy(UTTERANCE.SENTIMENT);
 * }</pre>
 */
public final class FlatTables {

    /** A row per start, update, pause or resume of a call. */
    public static final CallEventTable CALL_EVENT = new CallEventTable();

    /** A row per recorded file or its update. */
    public static final RecordingTable RECORDING = new RecordingTable();

    /** A row per utterance, partial or final. */
    public static final UtteranceTable UTTERANCE = new UtteranceTable();

    /** A row per matched category; one row without a category where an event names none. */
    public static final CategoryMatchTable CATEGORY_MATCH = new CategoryMatchTable();

    /** A row per transcript result, partial or final. */
    public static final TranscriptResultTable TRANSCRIPT_RESULT = new TranscriptResultTable();

    /** A row per status event. */
    public static final VoiceAnalyticsEventTable VOICE_ANALYTICS_EVENT = new VoiceAnalyticsEventTable();

    /** A row per candidate profile of a search event, or the event where it has none. */
    public static final SpeakerMatchTable SPEAKER_MATCH = new SpeakerMatchTable();

    /** A row per tone message. */
    public static final VoiceToneTable VOICE_TONE = new VoiceToneTable();

    /** A row per Transcribe session with a post-call file; in the cold tier only. */
    public static final PostCallTable POST_CALL = new PostCallTable();

    private FlatTables() {}
}
