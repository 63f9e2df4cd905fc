package io.github.calllake.local.redshift;

/** Turns Redshift's SQL into the PostgreSQL's that stands behind the front. Thread-safe. */
interface SqlTranslator {
    Session open(String user, String database);

    /** One connection's translation; keeps what SET changed. Not thread-safe. */
    interface Session extends AutoCloseable {
        Translated translate(String sql) throws RedshiftSqlException;

        @Override
        void close();
    }
}
