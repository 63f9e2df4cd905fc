package io.github.calllake.query;

import java.time.Instant;
import java.util.Optional;

/**
 * The instant that splits the tiers: every record that arrived before it is in the cold tier. Read once for a question,
 * before either tier is asked. Implementations are thread-safe.
 */
@FunctionalInterface
public interface TimeBoundary {

    /**
     * The boundary now, UTC, in whole milliseconds; empty if nothing is known to be archived, when the hot tier is asked for
     * all. It never moves back by more than what a reader of an older value can still be answered by.
     *
     * @throws RuntimeException if it cannot be read
     */
    Optional<Instant> read();
}
