package io.github.calllake.local.redshift;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the front sends to PostgreSQL for one text of the client.
 *
 * @param sql PostgreSQL's text (may hold several statements for a simple query)
 * @param tags if present, replaces the CommandComplete tag of the statement with that index, counted from 0
 * @param before run in the front before the text is sent (e.g. a synchronous REFRESH)
 * @param hidden indexes of statements that the client has not sent and whose answers it does not get: COMMIT after one that commits
 * @param unload set if the text is one statement whose rows are an UNLOAD's
 */
record Translated(
        String sql, Map<Integer, String> tags, Runnable before, Set<Integer> hidden, Optional<Unloads.Plan> unload) {
    private static final Runnable NOTHING = () -> {};
    private static final String COMMIT = ";COMMIT";

    Translated {
        tags = Map.copyOf(tags);
        hidden = Set.copyOf(hidden);
    }

    Translated(String sql, Map<Integer, String> tags, Runnable before) {
        this(sql, tags, before, Set.of(), Optional.empty());
    }

    static Translated unchanged(String sql) {
        return new Translated(sql, Map.of(), NOTHING);
    }

    /** For an extended query, which holds one statement: a COMMIT after it is sent by itself. */
    String prepared() {
        return hidden.isEmpty() ? sql : sql.substring(0, sql.length() - COMMIT.length());
    }

    boolean commits() {
        return !hidden.isEmpty();
    }
}
