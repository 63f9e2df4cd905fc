package io.github.calllake.query;

import io.github.calllake.engine.QueryException;
import io.github.calllake.engine.QueryOptions;
import io.github.calllake.engine.Tier;

/** What a question is asked of. Thread-safe. */
interface Tiers {

    /** Decides, once for a question, which records are read from which tier. */
    Reading read(QueryOptions options);

    /**
     * What only the lake holds.
     *
     * @throws QueryException if there is no cold tier
     */
    default Reading readCold(QueryOptions options) {
        throw new QueryException(
                Tier.HOT, "no stream carries what Transcribe writes after a call, so that only the cold tier has it");
    }
}
