package io.github.calllake.local.redshift;

/** What a client can ask the columns of. */
interface Described {
    /** Tells PostgreSQL's types of the columns; none if no rows come back. */
    void describe(int[] oids);

    /** The type that the client gave a parameter, counted from 0; 0 if it left it open. */
    int givenType(int parameter);

    /** Whether its rows do not go to the client, for whom it has no columns. */
    boolean isUnload();
}
