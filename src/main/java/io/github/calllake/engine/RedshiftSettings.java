package io.github.calllake.engine;

import java.time.Duration;
import java.util.Objects;

/**
 * How to reach the hot tier.
 *
 * @param url a {@code jdbc:redshift:} URL, of a workgroup or of a local stack
 * @param user the database user; empty with a {@code jdbc:redshift:iam:} URL
 * @param password the user's password; empty likewise
 * @param schema the schema of the flat views
 * @param maxConnections the most connections held at once
 * @param timeout how long a query may take
 */
public record RedshiftSettings(
        String url, String user, String password, String schema, int maxConnections, Duration timeout) {

    /** The schema that the migrations use unless told otherwise. */
    public static final String DEFAULT_SCHEMA = "call_analytics";

    private static final int DEFAULT_MAX_CONNECTIONS = 5;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

    public RedshiftSettings {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        if (!url.startsWith("jdbc:redshift:")) {
            throw new IllegalArgumentException(
                    "The hot tier's URL must start with jdbc:redshift: so that the Redshift driver takes it");
        }
        if (schema.isEmpty()) {
            throw new IllegalArgumentException("The hot tier's schema is empty; the default is " + DEFAULT_SCHEMA);
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections must be at least 1, not " + maxConnections);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive, not " + timeout);
        }
    }

    /** Schema {@code call_analytics}, 5 connections, 5 minutes a query. */
    public static RedshiftSettings of(String url, String user, String password) {
        return new RedshiftSettings(url, user, password, DEFAULT_SCHEMA, DEFAULT_MAX_CONNECTIONS, DEFAULT_TIMEOUT);
    }

    /** Without the password, and without the URL, which may hold one. */
    @Override
    public String toString() {
        return "RedshiftSettings[schema=" + schema + ", maxConnections=" + maxConnections + ", timeout=" + timeout
                + "]";
    }
}
