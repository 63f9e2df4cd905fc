package io.github.calllake.query;

import io.github.calllake.event.DetailType;
import java.time.Instant;
import java.util.Optional;

/**
 * How new the newest event of a detail type is.
 *
 * @param type the detail type
 * @param newestEvent the latest event time, UTC milliseconds; empty if there is no event
 * @param newestArrival the latest arrival on the stream, UTC milliseconds; empty if there is no event
 */
public record Freshness(DetailType type, Optional<Instant> newestEvent, Optional<Instant> newestArrival) {}
