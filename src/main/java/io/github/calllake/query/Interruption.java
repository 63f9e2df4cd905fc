package io.github.calllake.query;

import org.jspecify.annotations.Nullable;

/**
 * A participant began to speak while another one was speaking.
 *
 * @param callId the call; null for utterances that named none
 * @param participantRole who interrupted; null if the event did not say
 * @param interruptedRole who was speaking; null likewise
 * @param beginOffsetMillis when the interruption began, in milliseconds from the start of the stream
 * @param overlapMillis how long both spoke, in milliseconds
 */
public record Interruption(
        @Nullable String callId,
        @Nullable String participantRole,
        @Nullable String interruptedRole,
        long beginOffsetMillis,
        long overlapMillis) {}
