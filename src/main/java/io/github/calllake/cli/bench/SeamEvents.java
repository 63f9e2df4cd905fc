package io.github.calllake.cli.bench;

import io.github.calllake.query.TimeRange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Events by number: what an event says follows from its number, so that an answer can be held against what was put. Four of
 * five are final utterances, the others events of a call. Event times rise with the number, a day of {@value #A_DAY} events
 * after another, long before they arrive: a question about some numbers is one about some days, and reads no others.
 */
final class SeamEvents {

    static final int A_DAY = 5_000;
    static final int A_CALL = 100;
    static final int MILLIS_APART = 10;
    static final String SPEAKER = "AGENT";
    private static final int CALL_EVENTS = 5;
    private static final Duration BACK = Duration.ofDays(300);

    private static final String UTTERANCE = "{\"time\":\"%s\",\"service-type\":\"CallAnalytics\",\"detail-type\":"
            + "\"TranscribeCallAnalytics\",\"mediaInsightsPipelineId\":\"pipeline-1\",\"metadata\":\"{\\\"callId\\\":"
            + "\\\"%s\\\",\\\"fromNumber\\\":\\\"+12065550142\\\",\\\"direction\\\":\\\"Inbound\\\"}\","
            + "\"UtteranceEvent\":{\"UtteranceId\":\"%s\",\"ParticipantRole\":\"AGENT\",\"IsPartial\":false,"
            + "\"BeginOffsetMillis\":%d,\"EndOffsetMillis\":%d,\"Transcript\":\"said number %d\",\"Sentiment\":"
            + "\"NEUTRAL\"}}";
    private static final String CALL_EVENT = "{\"time\":\"%s\",\"service-type\":\"CallAnalytics\",\"detail-type\":"
            + "\"CallAnalyticsMetadata\",\"callevent-type\":\"Update\",\"mediaInsightsPipelineId\":\"pipeline-1\","
            + "\"metadata\":\"{\\\"callId\\\":\\\"%s\\\",\\\"fromNumber\\\":\\\"+12065550142\\\",\\\"direction\\\":"
            + "\\\"Inbound\\\"}\"}";

    private final Instant first;

    SeamEvents(Instant now) {
        this.first = now.minus(BACK).truncatedTo(ChronoUnit.DAYS);
    }

    byte[] data(int number) {
        String text = isCallEvent(number)
                ? String.format(Locale.ROOT, CALL_EVENT, time(number), call(number))
                : String.format(
                        Locale.ROOT,
                        UTTERANCE,
                        time(number),
                        call(number),
                        utteranceId(number),
                        number,
                        number + 1,
                        number);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static boolean isCallEvent(int number) {
        return number % CALL_EVENTS == 0;
    }

    Instant time(int number) {
        return first.plus(Duration.ofDays(number / A_DAY)).plusMillis((long) number % A_DAY * MILLIS_APART);
    }

    static String call(int number) {
        return "call-" + number / A_CALL;
    }

    static String utteranceId(int number) {
        return "u" + number;
    }

    /** The utterance's number; negative if it is none of ours. */
    static int number(String utteranceId) {
        return utteranceId.matches("u\\d{1,9}") ? Integer.parseInt(utteranceId.substring(1)) : -1;
    }

    /** The numbers from one to before another, as a span of event time. */
    TimeRange range(int from, int to) {
        return new TimeRange(time(from), time(to - 1).plusMillis(1));
    }
}
