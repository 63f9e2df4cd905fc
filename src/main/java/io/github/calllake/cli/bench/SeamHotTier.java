package io.github.calllake.cli.bench;

import io.github.calllake.engine.HotTierMigrations;
import io.github.calllake.engine.HotTierSettings;
import io.github.calllake.engine.HotTierTopology;
import io.github.calllake.engine.RedshiftSession;
import io.github.calllake.engine.RedshiftSettings;
import java.math.BigInteger;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * The hot tier of {@code bench seam}: made, watched, trimmed, dropped and made anew. Thread-safe but for {@link #rebuild}, which
 * is for one thread.
 */
final class SeamHotTier implements AutoCloseable {

    private final RedshiftSettings redshift;
    private final String stream;
    private volatile int life;
    private volatile SeamWatcher watcher;

    private SeamHotTier(RedshiftSettings redshift, String stream, SeamWatcher watcher) {
        this.redshift = redshift;
        this.stream = stream;
        this.watcher = watcher;
    }

    static SeamHotTier start(RedshiftSettings redshift, String stream) throws SQLException {
        migrate(redshift, stream);
        return new SeamHotTier(redshift, stream, SeamWatcher.start(redshift));
    }

    /** By one view on the stream, so that the local Redshift has time for questions. */
    private static void migrate(RedshiftSettings redshift, String stream) {
        HotTierMigrations.migrate(
                redshift, HotTierSettings.of(redshift.schema(), stream).withTopology(HotTierTopology.LANDING));
    }

    /** Even while it is as it is, odd while it is made anew. */
    int life() {
        return life;
    }

    /** By shard, up to where records could be seen a moment ago; since it was made. */
    Map<String, BigInteger> shown() {
        return watcher.positions();
    }

    void check() {
        if (life % 2 == 0) {
            watcher.check();
        }
    }

    /** Removes what arrived before an instant; how many rows that is. */
    long trim(Instant before) {
        try (RedshiftSession session = RedshiftSession.open(redshift)) {
            return session.execute("DELETE FROM " + redshift.schema()
                    + ".landing WHERE approximate_arrival_timestamp < '"
                    + Timestamp.valueOf(LocalDateTime.ofInstant(before, ZoneOffset.UTC)) + "'");
        }
    }

    /** Drops it, and makes it anew, upon which it begins with the oldest record of the stream. */
    void rebuild() throws SQLException {
        life++;
        watcher.close();
        drop();
        migrate(redshift, stream);
        watcher = SeamWatcher.start(redshift);
        life++;
    }

    private void drop() {
        try (RedshiftSession session = RedshiftSession.open(redshift)) {
            session.execute("DROP SCHEMA " + redshift.schema() + "_restricted CASCADE");
            session.execute("DROP SCHEMA " + redshift.schema() + " CASCADE");
            session.execute("DROP SCHEMA " + redshift.schema() + "_stream");
        }
    }

    @Override
    public void close() throws SQLException {
        watcher.close();
        drop();
    }
}
