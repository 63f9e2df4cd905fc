package io.github.calllake.local.redshift;

import java.util.Map;

/**
 * What the front sends to PostgreSQL for one text of the client.
 *
 * @param sql PostgreSQL's text (may hold several statements for a simple query)
 * @param tags if present, replaces the CommandComplete tag of the statement with that index, counted from 0
 * @param before run in the front before the text is sent (e.g. a synchronous REFRESH)
 */
record Translated(String sql, Map<Integer, String> tags, Runnable before) {
    private static final Runnable NOTHING = () -> {};

    Translated {
        tags = Map.copyOf(tags);
    }

    static Translated unchanged(String sql) {
        return new Translated(sql, Map.of(), NOTHING);
    }
}
