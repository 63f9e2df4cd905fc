package io.github.calllake.export;

import io.github.calllake.query.Answer;
import io.github.calllake.query.CallFilter;
import io.github.calllake.query.Cursor;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;

/** A long answer, a page at a time, so that it is never in memory whole. For one thread. */
final class Pages<T> implements Iterator<T> {

    private static final int PAGE = 10_000;

    private final Function<CallFilter, Answer<T>> question;
    private final CallFilter filter;
    private Iterator<T> page;
    private Optional<Cursor> next;

    Pages(Function<CallFilter, Answer<T>> question, CallFilter filter) {
        this.question = question;
        this.filter = filter.withLimit(PAGE);
        Answer<T> first = question.apply(this.filter);
        this.page = first.iterator();
        this.next = first.next();
    }

    @Override
    public boolean hasNext() {
        while (!page.hasNext() && next.isPresent()) {
            Answer<T> more = question.apply(filter.withAfter(next.get()));
            page = more.iterator();
            next = more.next();
        }
        return page.hasNext();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.next();
    }
}
