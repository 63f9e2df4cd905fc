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

    record Execute(Portal portal) implements Expected {
        @Override
        public boolean isChanged() {
            return portal.prepared().isChanged();
        }
    }

    record Close() implements Expected {}

    /** The client has not sent it and does not get the answer. */
    record Hidden() implements Expected {}

    record Sync() implements Expected {
        @Override
        public boolean endsReady() {
            return true;
        }
    }

    /** A simple query: any number of statements. */
    record Query(Translated translated, boolean isChanged, Optional<RedshiftSqlException> refusal) implements Expected {
        @Override
        public boolean endsReady() {
            return true;
        }
    }
}
