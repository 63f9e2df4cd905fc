package io.github.calllake.local.redshift;

import java.util.Map;

/**
 * What stands in for a piece of Redshift SQL.
 *
 * @param sql PostgreSQL's text, which may hold several statements
 * @param tags replaces the CommandComplete tag of the statement with that index, counting from 0 and leaving empty statements out
 * @param before run in the front before the text is sent, for example a synchronous refresh
 */
record Translated(String sql, Map<Integer, String> tags, Runnable before) {

    private static final Runnable NOTHING = () -> {};

    Translated {
        tags = Map.copyOf(tags);
    }

    /** The text goes to PostgreSQL as it is. */
    static Translated unchanged(String sql) {
        return new Translated(sql, Map.of(), NOTHING);
    }
}
