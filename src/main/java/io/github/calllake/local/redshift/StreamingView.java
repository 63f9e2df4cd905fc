package io.github.calllake.local.redshift;

/**
 * A materialized view over a stream.
 *
 * @param oid of the plain view that bears the name; the key of everything kept about it
 * @param name with its schema
 * @param table where its rows are
 * @param body what it selects from a batch of records
 */
record StreamingView(long oid, QualifiedName name, QualifiedName table, String stream, StreamBody body) {

    /** Puts the rows of a staged batch into the table. */
    String insertFrom(String relation) {
        return "INSERT INTO " + table.quoted() + " " + body.head() + " " + relation + " " + body.tail();
    }
}
