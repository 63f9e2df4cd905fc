package io.github.calllake.query;

import io.github.calllake.engine.QueryOptions;

/** What a question is asked of. Thread-safe. */
interface Tiers {

    /** Decides, once for a question, which records are read from which tier. */
    Reading read(QueryOptions options);
}
