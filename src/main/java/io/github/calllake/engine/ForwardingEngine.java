package io.github.calllake.engine;

import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Select;

/** An engine that asks another one, for those that add to how it is asked. The other one is its owner's to close. */
public abstract class ForwardingEngine implements QueryEngine {

    private final QueryEngine engine;

    /** @param engine the one that is asked */
    protected ForwardingEngine(QueryEngine engine) {
        this.engine = engine;
    }

    @Override
    public Tier tier() {
        return engine.tier();
    }

    @Override
    public DSLContext sql() {
        return engine.sql();
    }

    @Override
    public String text(Select<?> query) {
        return engine.text(query);
    }

    @Override
    public Name qualified(String relation) {
        return engine.qualified(relation);
    }

    @Override
    public <R extends Record> QueryRows<R> open(Select<R> query, QueryOptions options) {
        return engine.open(query, options);
    }

    @Override
    public int daysBeside() {
        return engine.daysBeside();
    }

    @Override
    public void close() {
        // Nothing of its own.
    }
}
