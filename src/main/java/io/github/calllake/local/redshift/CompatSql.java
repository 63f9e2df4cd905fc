package io.github.calllake.local.redshift;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;

/**
 * Installs in a PostgreSQL database what it lacks of Redshift: the type SUPER, functions, system views, and the tables of streaming ingestion.
 *
 * <p>What SQL may name lies in {@code pg_catalog}, so that no search path hides it and no schema of the user is touched; helpers and tables lie in
 * schema {@code rs}. Needs PostgreSQL 17 or newer and a superuser.
 */
final class CompatSql {

    private static final List<String> SCRIPTS = List.of(
            "super.sql",
            "json.sql",
            "functions.sql",
            "dates.sql",
            "text.sql",
            "analytics.sql",
            "arrays.sql",
            "compare.sql",
            "arithmetic.sql",
            "users.sql",
            "streaming.sql",
            "system-views.sql",
            "strictness.sql");

    private CompatSql() {}

    /**
     * Installs once: a database that already has this version is left alone.
     *
     * @param connection of a superuser; its auto-commit mode is set back at the end
     */
    static void install(Connection connection) throws SQLException {
        List<String> scripts = scripts();
        String version = hash(scripts);
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            if (!installed(statement, version)) {
                runAll(statement, scripts, version);
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(autoCommit);
        }
    }

    /** Another one for other scripts. */
    static String version() {
        return hash(scripts());
    }

    private static List<String> scripts() {
        return SCRIPTS.stream().map(CompatSql::read).toList();
    }

    private static boolean installed(Statement statement, String version) throws SQLException {
        // Two stacks that start on one database at once: the second waits, and finds it done.
        statement.execute("SELECT pg_advisory_xact_lock(7238415)");
        try (ResultSet found =
                statement.executeQuery("SELECT obj_description(to_regnamespace('rs'), 'pg_namespace')")) {
            return found.next() && version.equals(found.getString(1));
        }
    }

    private static void runAll(Statement statement, List<String> scripts, String version) throws SQLException {
        statement.execute("SET LOCAL allow_system_table_mods = on");
        statement.execute("SET LOCAL search_path = pg_catalog");
        statement.execute("SET LOCAL client_min_messages = warning");
        for (String script : scripts) {
            statement.execute(script);
        }
        statement.execute("COMMENT ON SCHEMA rs IS '" + version + "'");
    }

    private static String read(String name) {
        try (InputStream in = CompatSql.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing on the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(List<String> scripts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            scripts.forEach(script -> digest.update(script.getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
