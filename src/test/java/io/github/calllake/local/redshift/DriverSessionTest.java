package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Sessions, transactions and metadata, of the official driver as it comes and without its ring buffer, and of PostgreSQL's driver in its place.
 *
 * <p>Calls that cannot work, here or on Redshift, each of which a test holds to fail by name: savepoints, generated keys (none come), arrays,
 * stored procedures that are not there, COPY from the client.
 */
class DriverSessionTest extends DriverTests {

    DriverSessionTest(@TempDir Path directory) throws Exception {
        super(directory);
    }

    @ParameterizedTest
    @EnumSource
    void a_running_statement_can_be_cancelled(Driver driver) throws Exception {
        try (Connection connection = driver.connect(stack);
                Statement statement = connection.createStatement()) {
            CompletableFuture<SQLException> failure = CompletableFuture.supplyAsync(
                    () -> refusal(() -> statement.execute("SELECT pg_sleep(600) AS cancelled_" + driver)));
            while (stack.rows("SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%cancelled_"
                            + driver + "%' AND pid <> pg_backend_pid()")
                    .isEmpty()) {
                assertThat(failure).isNotDone();
            }
            while (!failure.isDone()) {
                statement.cancel();
                Thread.onSpinWait();
            }
            assertThat(failure.join().getSQLState()).isEqualTo("57014");
        }
    }

    @ParameterizedTest
    @EnumSource
    void transactions_are_the_callers(Driver driver) throws Exception {
        try (Connection connection = driver.connect(stack);
                Connection other = driver.connect(stack)) {
            String table = "conformance.tx_" + driver;
            run(connection, "CREATE TABLE " + table + " (n int)");
            connection.setAutoCommit(false);
            run(connection, "INSERT INTO " + table + " VALUES (1)");
            assertThat(text(other, "SELECT count(*) FROM " + table)).isEqualTo("0");
            connection.rollback();
            run(connection, "INSERT INTO " + table + " VALUES (2)");
            run(connection, "CREATE TABLE " + table + "_ddl (n int)");
            connection.rollback();
            assertThat(refusal(() -> text(other, "SELECT count(*) FROM " + table + "_ddl"))
                            .getSQLState())
                    .isEqualTo("42P01");
            run(connection, "INSERT INTO " + table + " VALUES (3)");
            // Going over to auto-commit commits.
            connection.setAutoCommit(true);
            assertThat(text(other, "SELECT n FROM " + table)).isEqualTo("3");
            assertThat(refusal(connection::commit).getMessage()).containsIgnoringCase("autocommit");
            assertThat(connection.getTransactionIsolation()).isPositive();
        }
    }

    /**
     * With the ring buffer, a rollback behind a result that is not closed may not be sent: until the driver's other thread has read to the end, the
     * driver believes that no transaction has begun. No server can mend that; a result that is closed first, and a statement without one, are safe.
     * So what stands for Redshift's own statements here returns no rows.
     */
    @ParameterizedTest
    @EnumSource
    void a_rollback_reaches_the_server_after_each_statement_of_redshifts_own(Driver driver) throws Exception {
        try (Connection connection = driver.connect(stack)) {
            connection.setAutoCommit(false);
            for (int i = 0; i < 20; i++) {
                run(connection, "CREATE GROUP rolled_back");
                connection.rollback();
                run(connection, "CREATE MATERIALIZED VIEW conformance.rolled_back AS SELECT id FROM conformance.plain");
                connection.rollback();
                run(connection, "CREATE TABLE conformance.rolled_back (n int)");
                assertThat(column(connection, "SELECT n FROM conformance.numbers LIMIT 100"))
                        .hasSize(100);
                connection.rollback();
            }
            assertThat(text(connection, "SELECT count(*) FROM pg_group WHERE groname = 'rolled_back'"))
                    .isEqualTo("0");
            connection.rollback();
        }
        assertThat(stack.rows("SELECT 1 FROM svv_tables WHERE table_name = 'rolled_back'"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void savepoints_are_refused_as_by_redshift(Driver driver) throws Exception {
        try (Connection connection = driver.connect(stack)) {
            connection.setAutoCommit(false);
            assertThat(refusal(() -> connection.setSavepoint("here")).getSQLState())
                    .isEqualTo("0A000");
            connection.rollback();
            assertThat(refusal(() -> run(connection, "ROLLBACK TO SAVEPOINT here"))
                            .getMessage())
                    .contains("SQL command \"ROLLBACK TO SAVEPOINT here\" not supported");
            connection.rollback();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_read_only_connection_writes_nothing(Driver driver) throws Exception {
        try (Connection connection = driver.connect(stack)) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            assertThat(refusal(() -> run(connection, "CREATE TABLE conformance.never (n int)"))
                            .getSQLState())
                    .isEqualTo("25006");
            connection.rollback();
            assertThat(text(connection, "SELECT 1")).isEqualTo("1");
            connection.rollback();
            connection.setReadOnly(false);
            run(connection, "CREATE TEMP TABLE ever (n int)");
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_session_is_the_callers_to_set(Driver driver) throws Exception {
        try (Connection connection = driver.connect(stack)) {
            assertThat(connection.isValid(5)).isTrue();
            connection.setSchema("conformance");
            assertThat(connection.getSchema()).isEqualTo("conformance");
            assertThat(text(connection, "SELECT count(*) FROM plain")).isEqualTo("0");
            if (driver.isRedshift()) {
                // PostgreSQL's driver sets it for servers since 9.0 only.
                connection.setClientInfo("ApplicationName", "a test");
                assertThat(connection.getClientInfo("ApplicationName")).isEqualTo("a test");
                assertThat(text(connection, "SELECT current_setting('application_name')"))
                        .isEqualTo("a test");
            }
            if (driver.isRedshift()) {
                // PostgreSQL's driver asks by CURRENT_CATALOG, which Redshift lacks.
                assertThat(connection.getCatalog()).isEqualTo("dev");
            }
            assertThat(connection.getHoldability()).isEqualTo(ResultSet.CLOSE_CURSORS_AT_COMMIT);
            assertThat(text(connection, "SELECT current_user")).isEqualTo(stack.user());
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_keys_are_generated_no_arrays_taken_and_no_procedure_is_there(Driver driver) throws Exception {
        try (Connection connection = driver.connect(stack)) {
            run(connection, "CREATE TEMP TABLE keyed (id int identity(1, 1), n int)");
            if (driver.isRedshift()) {
                try (PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO keyed (n) VALUES (1)", Statement.RETURN_GENERATED_KEYS)) {
                    insert.executeUpdate();
                    try (ResultSet keys = insert.getGeneratedKeys()) {
                        assertThat(keys.next()).isFalse();
                    }
                }
            } else {
                // PostgreSQL's driver asks by RETURNING, which Redshift lacks.
                assertThat(refusal(() -> {
                                    try (PreparedStatement insert = connection.prepareStatement(
                                            "INSERT INTO keyed (n) VALUES (1)", Statement.RETURN_GENERATED_KEYS)) {
                                        insert.executeUpdate();
                                    }
                                })
                                .getSQLState())
                        .isEqualTo("42601");
            }
            assertThat(refusal(() -> {
                                try (PreparedStatement insert =
                                        connection.prepareStatement("INSERT INTO keyed (n) VALUES (?)")) {
                                    insert.setArray(1, connection.createArrayOf("int4", new Integer[] {1}));
                                    insert.executeUpdate();
                                }
                            })
                            .getMessage())
                    .isNotEmpty();
            assertThat(refusal(() -> {
                                try (CallableStatement call = connection.prepareCall("{call conformance.nothing(?)}")) {
                                    call.setInt(1, 1);
                                    call.execute();
                                }
                            })
                            .getSQLState())
                    .isIn("42883", "42809", "0A000");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POSTGRESQL")
    void the_catalogue_is_told_by_metadata(Driver driver) throws Exception {
        try (Connection connection = driver.connect(stack)) {
            DatabaseMetaData meta = connection.getMetaData();
            assertThat(meta.getDatabaseProductName()).isEqualTo("Redshift");
            assertThat(meta.getDatabaseMajorVersion()).isEqualTo(8);
            assertThat(column(meta.getSchemas(), "TABLE_SCHEM"))
                    .contains("conformance", "public")
                    .doesNotContain("rs");
            assertThat(column(meta.getCatalogs(), "TABLE_CAT")).contains("dev");
            assertThat(column(meta.getTables(null, "conformance", "plain%", null), "TABLE_NAME"))
                    .contains("plain", "plain_view", "plain_mv");
            assertThat(column(meta.getTables(null, "conformance", "plain%", new String[] {"VIEW"}), "TABLE_NAME"))
                    .contains("plain_view", "plain_mv")
                    .doesNotContain("plain");
            assertThat(column(meta.getTables(null, "rs", "%", null), "TABLE_NAME"))
                    .isEmpty();
            assertThat(column(meta.getColumns(null, "conformance", "plain", "%"), "COLUMN_NAME"))
                    .containsExactly("id", "name", "amount", "seen", "payload", "data");
            assertThat(column(meta.getColumns(null, "conformance", "plain", "%"), "TYPE_NAME"))
                    .containsExactly("int4", "varchar", "numeric", "timestamp", "super", "varbyte");
            assertThat(column(meta.getPrimaryKeys(null, "conformance", "plain"), "COLUMN_NAME"))
                    .containsExactly("id");
            assertThat(column(meta.getTypeInfo(), "TYPE_NAME")).contains("int4", "varchar");
            assertThat(column(meta.getTableTypes(), "TABLE_TYPE")).contains("TABLE", "VIEW");
            assertThat(column(meta.getFunctions(null, "pg_catalog", "getdate"), "FUNCTION_NAME"))
                    .contains("getdate");
            assertThat(column(meta.getProcedures(null, "conformance", "%"), "PROCEDURE_NAME"))
                    .isEmpty();
            assertThat(column(meta.getImportedKeys(null, "conformance", "plain"), "FKTABLE_NAME"))
                    .isEmpty();
            column(meta.getTablePrivileges(null, "conformance", "plain"), "PRIVILEGE");
            column(meta.getColumnPrivileges(null, "conformance", "plain", "%"), "PRIVILEGE");
            assertThat(column(meta.getIndexInfo(null, "conformance", "plain", false, true), "INDEX_NAME"))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_error_tells_state_and_message_and_the_connection_goes_on(Driver driver) throws Exception {
        try (Connection connection = driver.connect(stack)) {
            SQLException missing = refusal(() -> run(connection, "SELECT * FROM conformance.nothing"));
            assertThat(missing.getSQLState()).isEqualTo("42P01");
            assertThat(missing.getMessage()).contains("relation \"conformance.nothing\" does not exist");
            assertThat(refusal(() -> run(connection, "SELECT 1/0")).getSQLState())
                    .isEqualTo("22012");
            assertThat(refusal(() -> run(connection, "SELEC 1")).getSQLState()).isEqualTo("42601");
            assertThat(text(connection, "SELECT 'after'")).isEqualTo("after");
        }
    }
}
