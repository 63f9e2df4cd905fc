package io.github.calllake.local.redshift;

/** Refusal with SQLSTATE and message, sent as ErrorResponse. */
final class RedshiftSqlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sqlState;

    RedshiftSqlException(String sqlState, String message) {
        super(message);
        if (!sqlState.matches("[0-9A-Z]{5}")) {
            throw new IllegalArgumentException("not an SQLSTATE: " + sqlState);
        }
        this.sqlState = sqlState;
    }

    String sqlState() {
        return sqlState;
    }
}
