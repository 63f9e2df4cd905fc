package io.github.calllake.export;

import io.github.calllake.engine.ForwardingEngine;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryOptions;
import io.github.calllake.engine.QueryRows;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
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

    private final class Noting extends ForwardingEngine {

        Noting(QueryEngine engine) {
            super(engine);
        }

        @Override
        public <R extends Record> QueryRows<R> open(Select<R> query, QueryOptions options) {
            hashes.add(Sha256.hex(text(query).getBytes(StandardCharsets.UTF_8)));
            return super.open(query, options);
        }
    }
}
