package io.github.calllake.query;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryOptions;
import io.github.calllake.engine.Tier;
import java.util.List;
import java.util.Optional;

/** All from one tier. */
record OneTier(QueryEngine engine) implements Tiers {
    @Override
    public Reading read(QueryOptions options) {
        return new Reading(List.of(Slice.whole(engine)), Optional.empty(), false, Runnable::run, options, List.of());
    }

    @Override
    public Reading readCold(QueryOptions options) {
        return engine.tier() == Tier.COLD ? read(options) : Tiers.super.readCold(options);
    }
}
