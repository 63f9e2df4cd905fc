package io.github.calllake.engine;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How to reach the hot tier. Immutable.
 *
 * <pre>{@code
 * RedshiftSettings.of("jdbc:redshift:iam://calls.111122223333.eu-west-1.redshift-serverless.amazonaws.com:5439/dev", "", "")
 *         .withSchema("call_analytics_restricted")
 *         .withTimeout(Duration.ofSeconds(30));
 * }</pre>
 *
 * @param url a {@code jdbc:redshift:} URL, of a workgroup or of a local stack
 * @param user the database user; empty with a {@code jdbc:redshift:iam:} URL
 * @param password the user's password; empty likewise
 * @param schema the schema of the flat views
 * @param maxConnections the most connections held at once
 * @param timeout how long a query may take until its first rows, and each further fetch of rows; then it is cancelled
 * @param properties properties of the Redshift driver beside those of the URL, by name; values may be secrets
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/mgmt/jdbc20-configuration-options.html">Options for JDBC driver
 *     version 2.x configuration</a>
 */
public record RedshiftSettings(
        String url,
        String user,
        String password,
        String schema,
        int maxConnections,
        Duration timeout,
        Map<String, String> properties) {

    /** The schema that the migrations use unless told otherwise. */
    public static final String DEFAULT_SCHEMA = "call_analytics";

    /** How long a query may take unless told otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

    private static final int DEFAULT_MAX_CONNECTIONS = 5;

    /** @throws IllegalArgumentException if one of them cannot be used; the message names it and holds no value of the URL */
    public RedshiftSettings {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        if (!url.startsWith("jdbc:redshift:")) {
            throw new IllegalArgumentException(
                    "The hot tier's URL must start with jdbc:redshift: so that the Redshift driver takes it");
        }
        requireSchema(schema);
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections must be at least 1, not " + maxConnections);
        }
        requirePositive(timeout);
        properties = Map.copyOf(properties);
    }

    /** Without properties beside the URL's. */
    public RedshiftSettings(
            String url, String user, String password, String schema, int maxConnections, Duration timeout) {
        this(url, user, password, schema, maxConnections, timeout, Map.of());
    }

    static void requireSchema(String schema) {
        if (schema.isEmpty()) {
            throw new IllegalArgumentException("The hot tier's schema is empty; the default is " + DEFAULT_SCHEMA);
        }
    }

    static void requirePositive(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive, not " + timeout);
        }
    }

    /** Schema {@code call_analytics}, 5 connections, 5 minutes a query. */
    public static RedshiftSettings of(String url, String user, String password) {
        return new RedshiftSettings(url, user, password, DEFAULT_SCHEMA, DEFAULT_MAX_CONNECTIONS, DEFAULT_TIMEOUT);
    }

    /** With the flat views of another schema, such as the restricted ones. */
    public RedshiftSettings withSchema(String name) {
        return new RedshiftSettings(url, user, password, name, maxConnections, timeout, properties);
    }

    /** With so many connections at most. */
    public RedshiftSettings withMaxConnections(int connections) {
        return new RedshiftSettings(url, user, password, schema, connections, timeout, properties);
    }

    /** With another time limit. */
    public RedshiftSettings withTimeout(Duration time) {
        return new RedshiftSettings(url, user, password, schema, maxConnections, time, properties);
    }

    /** With a property of the driver, such as {@code plugin_name} or {@code Region} for an IAM login. */
    public RedshiftSettings withProperty(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(properties);
        more.put(name, value);
        return new RedshiftSettings(url, user, password, schema, maxConnections, timeout, more);
    }

    /** Without the password, the properties' values, and the URL, which may hold one. */
    @Override
    public String toString() {
        return "RedshiftSettings[schema=" + schema + ", maxConnections=" + maxConnections + ", timeout=" + timeout
                + ", properties=" + properties.keySet() + "]";
    }
}
