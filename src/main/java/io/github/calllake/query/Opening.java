package io.github.calllake.query;

import io.github.calllake.engine.QueryRows;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** A query on its way to its first rows; given up, it leaves no answer open, whenever that comes. */
final class Opening extends FutureTask<QueryRows<? extends Record>> {

    private volatile @Nullable QueryRows<? extends Record> opened;

    Opening(Callable<QueryRows<? extends Record>> open) {
        super(open);
    }

    /** An answer that comes after it was given up is nobody's. */
    @Override
    protected void set(QueryRows<? extends Record> rows) {
        opened = rows;
        super.set(rows);
        if (isCancelled()) {
            rows.close();
        }
    }

    /** Ends the query, whether it is under way or has an answer. */
    void abandon() {
        boolean late = !cancel(true) && !isCancelled();
        QueryRows<? extends Record> rows = opened;
        if (late && rows != null) {
            rows.close();
        }
    }
}
