package io.github.calllake.operations;

import io.github.calllake.engine.RedshiftSession;

/**
 * A materialized view that reads a stream.
 *
 * @param schema its schema
 * @param name its name
 * @param autoRefresh whether Redshift keeps it fresh by itself
 * @param state 1 if it is refreshed incrementally, 101 to 105 if it cannot be refreshed
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_MV_INFO.html">SVV_MV_INFO</a>
 */
record StreamingView(String schema, String name, boolean autoRefresh, long state) {

    private static final long FIRST_UNREFRESHABLE = 101;

    boolean refreshable() {
        return state < FIRST_UNREFRESHABLE;
    }

    /** Its quoted name. */
    String sql() {
        return RedshiftSession.name(schema, name);
    }

    /** The quoted name of the table under it. */
    String backingTable() {
        return RedshiftSession.name(schema, "mv_tbl__" + name + "__0");
    }
}
