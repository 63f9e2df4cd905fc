package io.github.calllake.engine;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Rows as an engine gives them: each array has one value a selected field, in order. For one thread. */
interface RowCursor extends Iterator<@Nullable Object[]>, AutoCloseable {

    /**
     * The next row without its values being read; valid until the one after it is asked for.
     *
     * @throws java.util.NoSuchElementException if there is none
     */
    default RowView view() {
        return new ReadValues(next());
    }

    /**
     * What the engine says about the query by now.
     *
     * @param rows how many rows were read
     */
    QueryStats stats(long rows);

    @Override
    void close();
}
