package io.github.calllake.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A call analytics event of a known detail type.
 *
 * <p>The trees are shared, not copied: treat them as read-only.
 *
 * @param type the detail type, by which the event finds its table
 * @param payload the whole record
 * @param metadata the record's {@code metadata}, which Chime sends as JSON text; empty if it is absent or no JSON object
 * @param oneTimeMetadata {@code oneTimeMetadata} inside the metadata, JSON text once more; empty likewise
 * @param sentAt the record's {@code time} in UTC, whole milliseconds; empty if it cannot be read
 */
public record CallEvent(
        DetailType type, JsonNode payload, ObjectNode metadata, ObjectNode oneTimeMetadata, Optional<Instant> sentAt)
        implements DecodedEvent {

    private static final int DAYS_BEFORE_ARRIVAL = 366;
    private static final int DAYS_AFTER_ARRIVAL = 1;

    /** The time that both tiers file the event under; see {@link #eventTime(Optional, Instant)}. */
    public Instant eventTime(Instant arrival) {
        return eventTime(sentAt, arrival);
    }

    /**
     * The time that both tiers file an event under: when it says it was sent if that lies within 366 days before and one day
     * after the arrival, else the arrival.
     */
    public static Instant eventTime(Optional<Instant> sentAt, Instant arrival) {
        Instant earliest = arrival.minus(DAYS_BEFORE_ARRIVAL, ChronoUnit.DAYS);
        Instant latest = arrival.plus(DAYS_AFTER_ARRIVAL, ChronoUnit.DAYS);
        return sentAt.filter(sent -> !sent.isBefore(earliest) && !sent.isAfter(latest))
                .orElse(arrival);
    }
}
