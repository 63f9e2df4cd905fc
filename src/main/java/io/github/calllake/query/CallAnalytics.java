package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.event.DetailType;
import java.util.List;
import java.util.Map;

/**
 * The questions that call analytics events answer. Implementations are thread-safe, and throw
 * {@link io.github.calllake.engine.QueryException} when their engine does not answer.
 *
 * <pre>{@code
 * try (QueryEngine engine = RedshiftEngine.open(RedshiftSettings.of(url, user, password))) {
 *     CallAnalytics calls = CallAnalytics.over(engine);
 *     TimeRange lastHour = TimeRange.startingAt(Instant.now().minus(1, HOURS), Duration.ofHours(1));
 *     for (CallSummary call : calls.calls(lastHour)) {
 *         calls.transcript(call.callId(), lastHour).forEach(System.out::println);
 *     }
 * }
 * }</pre>
 */
public interface CallAnalytics {

    /** Asks one tier. The engine stays the caller's to close. */
    static CallAnalytics over(QueryEngine engine) {
        return new SqlCallAnalytics(engine);
    }

    /** How many events of each detail type lie in a time range; every type is there, with 0 where it has none. */
    Map<DetailType, Long> countEvents(TimeRange range);

    /** The calls with a metadata event in a time range, by their first event, then by call id. */
    List<CallSummary> calls(TimeRange range);

    /**
     * The final transcript of one call in order: by begin offset, then by event time. Partial results are left out, and an
     * utterance that was delivered twice is there once.
     *
     * @param callId Chime's call id, matched exactly
     * @param range where the call's events lie; what is outside is not looked at
     */
    List<TranscriptLine> transcript(String callId, TimeRange range);
}
