package io.github.calllake.local.redshift;

/** Leaves SQL as it is: a front with this is PostgreSQL with the manners of Redshift. */
final class UnchangedSql implements SqlTranslator, SqlTranslator.Session {
    @Override
    public Session open(String user, String database) {
        return this;
    }

    @Override
    public Translated translate(String sql) {
        return Translated.unchanged(sql);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
