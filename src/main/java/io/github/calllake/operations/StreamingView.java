package io.github.calllake.operations;

import io.github.calllake.engine.RedshiftSession;

/**
 * A materialized view that reads a stream.
 *
 * @param schema its schema
 * @param name its name
 * @param autoRefresh whether Redshift keeps it fresh by itself
 */
record StreamingView(String schema, String name, boolean autoRefresh) {

    /** Its quoted name. */
    String sql() {
        return RedshiftSession.name(schema, name);
    }

    /** The quoted name of the table under it. */
    String backingTable() {
        return RedshiftSession.name(schema, "mv_tbl__" + name + "__0");
    }
}
