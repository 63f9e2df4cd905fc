package io.github.calllake.event;

import java.util.List;
import java.util.Optional;

/**
 * The eight kinds of call analytics event, by the text of their {@code detail-type}.
 *
 * <p>The canonical text is also the {@code detailType=} partition of the lake. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/chime-sdk/latest/dg/ca-data-lake.html">Creating an Amazon Chime SDK data
 *     lake</a>
 */
public enum DetailType {
    CALL_ANALYTICS_METADATA("CallAnalyticsMetadata"),
    RECORDING("Recording"),
    TRANSCRIBE("Transcribe"),
    TRANSCRIBE_CALL_ANALYTICS("TranscribeCallAnalytics"),
    /** AWS's pages spell it in the singular and in the plural; the lake's partition is the plural. */
    TRANSCRIBE_CALL_ANALYTICS_CATEGORY_EVENTS(
            "TranscribeCallAnalyticsCategoryEvents", "TranscribeCallAnalyticsCategoryEvent"),
    VOICE_ANALYTICS_STATUS("VoiceAnalyticsStatus"),
    SPEAKER_SEARCH_STATUS("SpeakerSearchStatus"),
    VOICE_TONE_ANALYSIS_STATUS("VoiceToneAnalysisStatus");

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // A copy that nobody can change.
    private final List<String> spellings;

    DetailType(String text, String... otherSpellings) {
        this.text = text;
        List<String> all = new java.util.ArrayList<>(List.of(text));
        all.addAll(List.of(otherSpellings));
        this.spellings = List.copyOf(all);
    }

    /** The canonical text, as in {@code detailType=} of the lake, e.g. {@code TranscribeCallAnalytics}. */
    public String text() {
        return text;
    }

    /** Every spelling that is read as this type, the canonical one first. The case of the letters A to Z does not matter when reading. */
    public List<String> spellings() {
        return spellings;
    }

    /** The type that a record's {@code detail-type} names, in any known spelling; empty for an unknown one. */
    public static Optional<DetailType> fromText(String detailType) {
        String wanted = lowerCase(detailType);
        for (DetailType type : values()) {
            for (String spelling : type.spellings) {
                if (lowerCase(spelling).equals(wanted)) {
                    return Optional.of(type);
                }
            }
        }
        return Optional.empty();
    }

    /** Of the letters A to Z alone: of others, engines and languages have different ideas. */
    private static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + 'a' - 'A'));
            }
        }
        return lower.toString();
    }

    @Override
    public String toString() {
        return text;
    }
}
