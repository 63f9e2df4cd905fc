package io.github.calllake.engine;

import io.github.calllake.CallLakeException;

/** A query that an engine refused, failed or did not finish in time. Its message holds no value that was asked for. */
public class QueryException extends CallLakeException {

    private static final long serialVersionUID = 1L;
    private final Tier tier;

    public QueryException(Tier tier, String message) {
        super(tier.engine() + ": " + message);
        this.tier = tier;
    }

    public QueryException(Tier tier, String message, Throwable cause) {
        super(tier.engine() + ": " + message, cause);
        this.tier = tier;
    }

    /** The tier that was asked. */
    public Tier tier() {
        return tier;
    }
}
