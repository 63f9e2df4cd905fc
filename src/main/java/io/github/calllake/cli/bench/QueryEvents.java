package io.github.calllake.cli.bench;

import io.github.calllake.query.TimeRange;
import io.github.calllake.stream.StreamWriter.NewRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** Final utterances by number, {@value #A_CALL} a call, spread over {@value #DAYS} days before today. */
final class QueryEvents {

    static final int A_CALL = 40;
    private static final int DAYS = 10;
    private static final long NANOS_A_DAY = Duration.ofDays(1).toNanos();

    private static final String UTTERANCE = "{\"time\":\"%s\",\"service-type\":\"CallAnalytics\",\"detail-type\":"
            + "\"TranscribeCallAnalytics\",\"mediaInsightsPipelineId\":\"3f6c1a52-8b0e-4d5e-9c33-7a1d2be40f19\","
            + "\"metadata\":\"{\\\"voiceConnectorId\\\":\\\"qx7lm2dk9pz4hv0wtr6n\\\",\\\"callId\\\":\\\"%s\\\","
            + "\\\"transactionId\\\":\\\"0e2d9b61-77c4-4f2a-9a10-c6b8e7d21f35\\\",\\\"fromNumber\\\":\\\"+12065550142\\\","
            + "\\\"toNumber\\\":\\\"+14255550198\\\",\\\"direction\\\":\\\"Inbound\\\"}\",\"UtteranceEvent\":{"
            + "\"UtteranceId\":\"6c7d33b1-0f5e-4f0a-8a3f-%012d\",\"ParticipantRole\":\"%s\",\"IsPartial\":false,"
            + "\"BeginOffsetMillis\":%d,\"EndOffsetMillis\":%d,\"Transcript\":\"I would like to know where my parcel"
            + " number %d has been since Tuesday, please.\",\"Sentiment\":\"NEUTRAL\"}}";

    private final Instant first;
    private final int count;

    QueryEvents(int count, Instant now) {
        this.count = count;
        this.first = LocalDate.ofInstant(now, ZoneOffset.UTC)
                .minusDays(DAYS)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    NewRecord record(int number) {
        int turn = number % A_CALL;
        String text = String.format(
                Locale.ROOT,
                UTTERANCE,
                time(number),
                call(number),
                number,
                turn % 2 == 0 ? "AGENT" : "CUSTOMER",
                turn * 5_000L,
                turn * 5_000L + 4_200,
                number);
        return new NewRecord("key-" + number, text.getBytes(StandardCharsets.UTF_8));
    }

    static String call(int number) {
        return String.format(Locale.ROOT, "b7d0c4e8-51fa-4c0d-8f6e-%012d", number / A_CALL);
    }

    private Instant time(int number) {
        return Instant.ofEpochMilli(
                first.plusNanos(DAYS * NANOS_A_DAY / count * number).toEpochMilli());
    }

    /** The events from one number to before another. */
    TimeRange range(int from, int to) {
        return new TimeRange(time(from), time(to - 1).plusMillis(1));
    }
}
