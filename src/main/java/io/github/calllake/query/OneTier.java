package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryOptions;
import java.util.List;
import java.util.Optional;

/** All from one tier. */
record OneTier(QueryEngine engine) implements Tiers {
    @Override
    public Reading read(QueryOptions options) {
        return new Reading(List.of(Slice.whole(engine)), Optional.empty(), false, Runnable::run, options, List.of());
    }
}
