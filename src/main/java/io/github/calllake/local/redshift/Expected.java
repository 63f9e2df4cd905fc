package io.github.calllake.local.redshift;

import java.util.Optional;

/** What PostgreSQL owes for a message it was sent. */
sealed interface Expected {
    /** The text was not the client's own, so that a position in it says nothing. */
    default boolean isChanged() {
        return false;
    }

    /** Set if the text was made to fail, in place of one that the front refuses. */
    default Optional<RedshiftSqlException> refusal() {
        return Optional.empty();
    }

    /** Whether ReadyForQuery ends it. */
    default boolean endsReady() {
        return false;
    }

    record Parse(boolean isChanged, Optional<RedshiftSqlException> refusal) implements Expected {}

    record Bind() implements Expected {}

    record Describe(Described described) implements Expected {}

    /** @param unloading takes the rows, in the client's place */
    record Execute(Portal portal, Optional<Unloading> unloading) implements Expected {
        @Override
        public boolean isChanged() {
            return portal.prepared().isChanged();
        }
    }

    record Close() implements Expected {}

    /** The client has not asked for the columns, which an UNLOAD needs. */
    record Columns(Unloading unloading) implements Expected {}

    /** The client has not sent it and does not get the answer. */
    record Hidden() implements Expected {}

    record Sync() implements Expected {
        @Override
        public boolean endsReady() {
            return true;
        }
    }

    /**
     * A simple query: any number of statements.
     *
     * @param unloading takes the rows of its only statement, in the client's place
     */
    record Query(
            Translated translated,
            boolean isChanged,
            Optional<RedshiftSqlException> refusal,
            Optional<Unloading> unloading)
            implements Expected {
        Query(Translated translated, boolean isChanged, Optional<RedshiftSqlException> refusal) {
            this(translated, isChanged, refusal, Optional.empty());
        }

        @Override
        public boolean endsReady() {
            return true;
        }
    }
}
