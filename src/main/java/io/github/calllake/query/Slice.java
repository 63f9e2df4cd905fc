package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import java.time.Instant;
import java.util.Optional;

/**
 * One tier's part of the records: those that arrived in a span. Slices of one question never share a record.
 *
 * @param engine the tier
 * @param arrivedFrom the first arrival in it, UTC milliseconds; empty for all from the beginning
 * @param arrivedBefore the first arrival after it, UTC milliseconds; empty for all to the end
 * @param lookBackFrom where a slice with a start begins to look for earlier deliveries of its events; empty for no limit
 */
record Slice(
        QueryEngine engine,
        Optional<Instant> arrivedFrom,
        Optional<Instant> arrivedBefore,
        Optional<Instant> lookBackFrom) {

    /** All that a tier has. */
    static Slice whole(QueryEngine engine) {
        return new Slice(engine, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
