package io.github.calllake.query;

import org.jspecify.annotations.Nullable;

/**
 * How much a participant spoke in a call.
 *
 * @param callId the call; null for utterances that named none
 * @param participantRole {@code AGENT} or {@code CUSTOMER}; null if the events did not say
 * @param utterances final utterances
 * @param talkMillis their lengths together, in milliseconds; those without offsets count as 0
 * @param share the part of what all participants of the call spoke, 0 to 1; 0 if nobody spoke
 * @param interruptions how often the participant began while another one was speaking
 */
public record TalkShare(
        @Nullable String callId,
        @Nullable String participantRole,
        long utterances,
        long talkMillis,
        double share,
        long interruptions) {}
