package io.github.calllake.local.redshift;

/** What a client can ask the columns of. */
interface Described {
    /** Tells PostgreSQL's types of the columns; none if no rows come back. */
    void describe(int[] oids);
}
