package io.github.calllake.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call, as its own metadata events tell it.
 *
 * @param callId Chime's call id
 * @param transactionId the transaction id; null if no event carried one
 * @param voiceConnectorId the voice connector; null likewise
 * @param fromNumber the caller's number in E.164; null likewise
 * @param toNumber the called number; null likewise
 * @param direction as sent, e.g. {@code Inbound}; null likewise
 * @param firstEvent the call's first metadata event in the time range asked for, UTC milliseconds
 * @param lastEvent its last one
 * @param lastEventType what the last one tells: {@code Update}, {@code Pause} or {@code Resume}; null for the event with which
 *     a call starts, which has no type
 * @param events how many metadata events it has in that range
 */
public record CallSummary(
        String callId,
        @Nullable String transactionId,
        @Nullable String voiceConnectorId,
        @Nullable String fromNumber,
        @Nullable String toNumber,
        @Nullable String direction,
        Instant firstEvent,
        Instant lastEvent,
        @Nullable String lastEventType,
        long events) {

    /** What two parts of a call's events tell together: where they differ, the text that sorts first, as one tier would say. */
    CallSummary and(CallSummary other) {
        return new CallSummary(
                callId,
                first(transactionId, other.transactionId),
                first(voiceConnectorId, other.voiceConnectorId),
                first(fromNumber, other.fromNumber),
                first(toNumber, other.toNumber),
                first(direction, other.direction),
                firstEvent.isBefore(other.firstEvent) ? firstEvent : other.firstEvent,
                lastEvent.isAfter(other.lastEvent) ? lastEvent : other.lastEvent,
                lastEvent.isAfter(other.lastEvent) ? lastEventType : other.lastEventType,
                events + other.events);
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return Texts.BYTE_ORDER.compare(one, other) <= 0 ? one : other;
    }

    /** Without the numbers. */
    @Override
    public String toString() {
        return "CallSummary[callId=" + callId + ", direction=" + direction + ", firstEvent=" + firstEvent
                + ", lastEvent=" + lastEvent + ", lastEventType=" + lastEventType + ", events=" + events + "]";
    }
}
