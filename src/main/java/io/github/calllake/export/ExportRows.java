package io.github.calllake.export;

import io.github.calllake.query.AnswerStream;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows in a stated order, read as they are asked for; each array has one value a column. To be closed. For one thread. */
interface ExportRows extends Iterator<@Nullable Object[]>, AutoCloseable {

    @Override
    void close();

    /** What an iterator gives, each made a row. */
    static <T> ExportRows of(Iterator<T> items, Function<? super T, @Nullable Object[]> row, Runnable onClose) {
        return new ExportRows() {
            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public @Nullable Object[] next() {
                if (!items.hasNext()) {
                    throw new NoSuchElementException();
                }
                return row.apply(items.next());
            }

            @Override
            public void close() {
                onClose.run();
            }
        };
    }

    static <T> ExportRows of(AnswerStream<T> items, Function<? super T, @Nullable Object[]> row) {
        return of(items, row, items::close);
    }

    static <T> ExportRows of(Stream<T> items, Function<? super T, @Nullable Object[]> row) {
        return of(items.iterator(), row, items::close);
    }

    /** A row of values. */
    static @Nullable Object[] row(@Nullable Object... values) {
        return values;
    }
}
