package io.github.calllake.query;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which events a question looks at. Immutable; every {@code with} gives a copy that is narrower by one condition, and all
 * conditions hold together. Texts are matched exactly, case included.
 *
 * <pre>{@code
 * CallFilter inbound = CallFilter.in(yesterday).withDirection("Inbound").withLimit(100);
 * }</pre>
 *
 * @param range where the events' times lie; the cold tier reads the partitions of these days and no others
 * @param matches what else must hold, at most one text a condition
 * @param limit the most items in an answer; empty for all
 * @param after where an earlier answer ended; empty for the beginning
 * @param eachDelivery true to count an event as often as it was delivered; false to count it once
 */
public record CallFilter(
        TimeRange range, Map<Match, String> matches, OptionalInt limit, Optional<Cursor> after, boolean eachDelivery) {

    /** What a text is compared with. */
    public enum Match {
        /** Chime's call id. */
        CALL_ID,
        /** Chime's transaction id. */
        TRANSACTION_ID,
        /** The voice connector's id. */
        VOICE_CONNECTOR_ID,
        /** The number of a party on either side of the call. */
        NUMBER,
        /** The number that called. */
        FROM_NUMBER,
        /** The number that was called. */
        TO_NUMBER,
        /** {@code Inbound} or {@code Outbound}, as sent. */
        DIRECTION,
        /** Who took part: a number on either side, or a name or address of the call's SIPREC metadata. For calls only. */
        PARTICIPANT
    }

    /**
     * @throws IllegalArgumentException if a text holds U+0000 or half of a surrogate pair, or the limit is below 1; the
     *     message does not repeat the text
     */
    public CallFilter {
        Objects.requireNonNull(range, "range");
        Objects.requireNonNull(after, "after");
        matches = Map.copyOf(matches);
        matches.forEach((match, text) -> Texts.requireStorable(text, match.name()));
        if (limit.isPresent() && limit.getAsInt() < 1) {
            throw new IllegalArgumentException("A limit must be at least 1, not " + limit.getAsInt());
        }
    }

    /** Every event in a span of event time. */
    public static CallFilter in(TimeRange range) {
        return new CallFilter(range, Map.of(), OptionalInt.empty(), Optional.empty(), false);
    }

    /** Events of one call, by Chime's call id. */
    public CallFilter withCallId(String value) {
        return with(Match.CALL_ID, value);
    }

    /** Events of one transaction. */
    public CallFilter withTransactionId(String value) {
        return with(Match.TRANSACTION_ID, value);
    }

    /** Events of one voice connector. */
    public CallFilter withVoiceConnectorId(String value) {
        return with(Match.VOICE_CONNECTOR_ID, value);
    }

    /** Events of calls in which a number took part, on either side; in E.164, as sent. */
    public CallFilter withNumber(String value) {
        return with(Match.NUMBER, value);
    }

    /** Events of calls from a number; in E.164, as sent. */
    public CallFilter withFromNumber(String value) {
        return with(Match.FROM_NUMBER, value);
    }

    /** Events of calls to a number; in E.164, as sent. */
    public CallFilter withToNumber(String value) {
        return with(Match.TO_NUMBER, value);
    }

    /** Events of calls in one direction, as sent: {@code Inbound} or {@code Outbound} usually. */
    public CallFilter withDirection(String value) {
        return with(Match.DIRECTION, value);
    }

    /**
     * Calls in which somebody took part, for {@link CallAnalytics#calls}: by the number on either side, or by the name or the
     * address ({@code sip:...}) of a participant in the call's SIPREC metadata, exactly. No other question has all it takes: ask
     * for the calls first, and then by their ids.
     */
    public CallFilter withParticipant(String value) {
        return with(Match.PARTICIPANT, value);
    }

    /** At most so many items; {@link Answer#next} then says where the others begin. */
    public CallFilter withLimit(int items) {
        return new CallFilter(range, matches, OptionalInt.of(items), after, eachDelivery);
    }

    /** The items after those of an earlier answer to the same question with the same conditions. */
    public CallFilter withAfter(Cursor cursor) {
        return new CallFilter(range, matches, limit, Optional.of(cursor), eachDelivery);
    }

    /** Every delivered record: an event that came twice counts twice. */
    public CallFilter withEachDelivery() {
        return new CallFilter(range, matches, limit, after, true);
    }

    CallFilter without(Match match) {
        Map<Match, String> fewer = new EnumMap<>(Match.class);
        matches.forEach((each, text) -> {
            if (each != match) {
                fewer.put(each, text);
            }
        });
        return new CallFilter(range, fewer, limit, after, eachDelivery);
    }

    private CallFilter with(Match match, String value) {
        Map<Match, String> more = new EnumMap<>(Match.class);
        more.putAll(matches);
        more.put(match, value);
        return new CallFilter(range, more, limit, after, eachDelivery);
    }

    /** Without the texts asked for, which may be call content. */
    @Override
    public String toString() {
        return "CallFilter[range=" + range + ", matches=" + matches.keySet() + ", limit=" + limit + ", eachDelivery="
                + eachDelivery + "]";
    }
}
