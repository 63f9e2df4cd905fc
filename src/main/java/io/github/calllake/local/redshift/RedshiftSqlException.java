package io.github.calllake.local.redshift;

/** Refusal with SQLSTATE and message, sent as ErrorResponse. */
final class RedshiftSqlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String sqlState;

    RedshiftSqlException(String sqlState, String message) {
        super(message);
        this.sqlState = sqlState;
    }

    /** What Redshift has, and this stand-in does not. */
    static RedshiftSqlException notEmulated(String what) {
        return new RedshiftSqlException("0A000", "not emulated locally: " + what);
    }

    /** What Redshift does not know. */
    static RedshiftSqlException syntaxError(String near) {
        return new RedshiftSqlException("42601", "syntax error at or near \"" + near + "\"");
    }

    String sqlState() {
        return sqlState;
    }
}
