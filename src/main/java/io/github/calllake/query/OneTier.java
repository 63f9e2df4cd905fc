package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;

/** All from one tier. */
record OneTier(QueryEngine engine) implements Tiers {
    @Override
    public Reading read() {
        return new Reading(List.of(Slice.whole(engine)), Optional.empty(), false, ForkJoinPool.commonPool());
    }
}
