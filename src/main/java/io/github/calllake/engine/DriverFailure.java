package io.github.calllake.engine;

import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What may be told of a failure of the Redshift driver's. What the server says of names, rights and connections holds no value of
 * a row; what it or the driver says of data may be the beginning of a transcript, and reaches neither a message nor a cause.
 */
final class DriverFailure {

    private DriverFailure() {}

    /** A query that failed. */
    static QueryException failed(SQLException e) {
        String message = "the query failed with SQLSTATE " + e.getSQLState();
        return isOfNames(e.getSQLState())
                ? new QueryException(Tier.HOT, message + ": " + firstLine(e), e)
                : new QueryException(Tier.HOT, message, bare(e));
    }

    /**
     * A value that is none of the type that was asked for.
     *
     * @param column the column's name
     */
    static QueryException unreadable(String column, String type, Exception e) {
        String state = e instanceof SQLException sql && sql.getSQLState() != null
                ? " (SQLSTATE " + sql.getSQLState() + ")"
                : "";
        return new QueryException(
                Tier.HOT, "column " + column + " holds what cannot be read as " + type + state, bare(e));
    }

    /** A connection that was not to be had: no row has been read. */
    static QueryException unconnected(String message, SQLException e) {
        Throwable last = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            last = cause instanceof SQLException ? cause : last;
        }
        return new QueryException(Tier.HOT, message + ": " + firstLine(last), e);
    }

    static boolean isOfNames(@Nullable String state) {
        return state != null && (state.startsWith("42") || state.startsWith("0A"));
    }

    static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** The same without its text, so that a log of the whole chain holds none. */
    static SQLException bare(Exception e) {
        SQLException bare = e instanceof SQLException sql
                ? new SQLException(null, sql.getSQLState(), sql.getErrorCode())
                : new SQLException();
        bare.setStackTrace(Objects.requireNonNull(e.getStackTrace()));
        return bare;
    }
}
