package io.github.calllake.engine;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Rows as an engine gives them: each array has one value a selected field, in order. For one thread. */
interface RowCursor extends Iterator<@Nullable Object[]>, AutoCloseable {

    /**
     * What the engine says about the query by now.
     *
     * @param rows how many rows were read
     */
    QueryStats stats(long rows);

    @Override
    void close();
}
