package io.github.calllake.export;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryOptions;
import io.github.calllake.engine.QueryRows;
import io.github.calllake.engine.Tier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Select;

/** Notes the statements that engines are sent. Thread-safe. */
final class SentSql {

    private final List<String> hashes = Collections.synchronizedList(new ArrayList<>());

    /** One hash of all statements, in whatever order tiers were asked. */
    String sha256() {
        MessageDigest digest = Sha256.digest();
        synchronized (hashes) {
            hashes.stream().sorted().forEach(hash -> digest.update(hash.getBytes(StandardCharsets.US_ASCII)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    QueryEngine noting(QueryEngine engine) {
        return new Noting(engine);
    }

    private final class Noting implements QueryEngine {

        private final QueryEngine engine;

        Noting(QueryEngine engine) {
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
            hashes.add(Sha256.hex(engine.text(query).getBytes(StandardCharsets.UTF_8)));
            return engine.open(query, options);
        }

        @Override
        public int daysBeside() {
            return engine.daysBeside();
        }

        /** The engine is its owner's to close. */
        @Override
        public void close() {
            // Nothing of its own.
        }
    }
}
