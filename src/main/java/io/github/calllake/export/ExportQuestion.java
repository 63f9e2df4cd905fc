package io.github.calllake.export;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a job asks of each window: a named report with its parameters, or SQL. Immutable, thread-safe. */
public interface ExportQuestion {

    /** A name for people. */
    String name();

    /** The columns of its rows, in order. */
    List<ExportColumn> columns();

    /**
     * The rows of a window, in an order that is the same each time.
     *
     * @throws io.github.calllake.engine.QueryException when a tier refuses, fails or takes too long, also from the rows
     */
    ExportRows ask(AskedTier tier, ExportWindow window);

    /** Up to where the rows are known by the question itself; empty if the tier says. */
    default Optional<Instant> complete(AskedTier tier) {
        return Optional.empty();
    }

    /** Whether the tier or the question says up to where its rows are complete. */
    default boolean knowsItself() {
        return false;
    }

    /** Whether a tier can be asked. */
    default boolean takes(ExportTier tier) {
        return true;
    }
}
