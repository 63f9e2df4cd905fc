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
 */
public record CallSummary(
        String callId,
        @Nullable String transactionId,
        @Nullable String voiceConnectorId,
        @Nullable String fromNumber,
        @Nullable String toNumber,
        @Nullable String direction,
        Instant firstEvent,
        Instant lastEvent) {}
