package io.github.calllake.local.redshift;

/** Turns Redshift's SQL into the PostgreSQL's that stands behind the front. Thread-safe. */
interface SqlTranslator {

    /**
     * Opens the translation of one connection.
     *
     * @param user the user that logged in
     * @param database the database it is connected to
     */
    Session open(String user, String database);

    /** One connection's translation; keeps what SET changed. Not thread-safe. */
    interface Session extends AutoCloseable {

        /**
         * Translates what one Query or Parse message holds.
         *
         * @throws RedshiftSqlException if Redshift would refuse it or it is not emulated
         */
        Translated translate(String sql) throws RedshiftSqlException;

        @Override
        void close();
    }
}
