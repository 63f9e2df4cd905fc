package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users and superusers, over the official driver. Each test has users of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UsersTest {
    private static final String PASSWORD = "Abcd1234";

    private final LocalStack stack;
    private final AtomicInteger number = new AtomicInteger();

    UsersTest(@TempDir Path directory) throws Exception {
        stack = LocalStack.start(directory);
    }

    @AfterAll
    void close() throws Exception {
        stack.close();
    }

    @Test
    void a_user_logs_in_with_the_own_password_only() throws Exception {
        String user = newUser();
        try (Connection connection = stack.connect(user, PASSWORD)) {
            assertThat(LocalStack.rows(connection, "SELECT current_user, session_user"))
                    .containsExactly(user + "|" + user);
        }
        SQLException wrong = refusal(() -> stack.connect(user, "Wrong1234").close());
        assertThat(wrong.getSQLState()).isEqualTo("28000");
        assertThat(wrong.getMessage()).contains("password authentication failed for user \"" + user + "\"");
        SQLException nobody = refusal(() -> stack.connect("nobody", PASSWORD).close());
        assertThat(nobody.getMessage()).contains("password authentication failed for user \"nobody\"");
    }

    @Test
    void a_password_may_be_given_as_its_md5_digest() throws Exception {
        stack.execute("CREATE USER user1 PASSWORD 'md5153c434b4b77c89e6b94f12c5393af5b'");
        stack.connect("user1", "ez").close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"short1A", "nocapital1", "NOSMALL1", "Nodigits", "With space1", "With@sign1", "With/slash1"})
    void a_password_follows_the_rules(String password) {
        assertThat(refusal(() -> stack.execute("CREATE USER weak PASSWORD '" + password + "'"))
                        .getMessage())
                .contains("the password must have 8 to 64 characters");
    }

    @Test
    void a_password_marked_as_sha256_is_taken_in_clear_and_not_as_a_digest() throws Exception {
        stack.execute("CREATE USER sha_user PASSWORD 'sha256|" + PASSWORD + "'");
        stack.connect("sha_user", PASSWORD).close();
        assertThat(refusal(() -> stack.execute("ALTER USER sha_user PASSWORD 'sha256|aa|bb'"))
                        .getMessage())
                .contains("not emulated locally: a password given as its SHA256 digest");
    }

    @Test
    void a_disabled_an_expired_and_a_renamed_user_cannot_log_in() throws Exception {
        String user = newUser();
        stack.execute("ALTER USER " + user + " PASSWORD DISABLE");
        assertThat(refusal(() -> stack.connect(user, PASSWORD)).getSQLState()).isEqualTo("28000");
        stack.execute("ALTER USER " + user + " PASSWORD '" + PASSWORD + "' VALID UNTIL '2000-01-01'");
        assertThat(refusal(() -> stack.connect(user, PASSWORD)).getSQLState()).isEqualTo("28000");
        stack.execute("ALTER USER " + user + " VALID UNTIL 'infinity'");
        stack.connect(user, PASSWORD).close();
        stack.execute("ALTER USER " + user + " RENAME TO " + user + "_b");
        assertThat(refusal(() -> stack.connect(user + "_b", PASSWORD)).getSQLState())
                .isEqualTo("28000");
        stack.execute("ALTER USER " + user + "_b WITH PASSWORD '" + PASSWORD + "'");
        stack.connect(user + "_b", PASSWORD).close();
    }

    @Test
    void a_user_changes_the_own_password_and_nothing_else() throws Exception {
        String user = newUser();
        String other = newUser();
        try (Connection connection = stack.connect(user, PASSWORD)) {
            LocalStack.execute(connection, "ALTER USER " + user + " PASSWORD 'Efgh5678'");
            for (String statement : List.of(
                    "ALTER USER " + user + " CREATEUSER",
                    "ALTER USER " + user + " PASSWORD 'Efgh5678' CREATEDB",
                    "ALTER USER " + user + " VALID UNTIL 'infinity'",
                    "ALTER USER " + other + " PASSWORD 'Efgh5678'",
                    "ALTER USER awsuser PASSWORD 'Efgh5678'")) {
                assertThat(refusal(() -> LocalStack.execute(connection, statement))
                                .getSQLState())
                        .as(statement)
                        .isEqualTo("42501");
            }
        }
        stack.connect(user, "Efgh5678").close();
        stack.connect(other, PASSWORD).close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE USER x PASSWORD 'Abcd1234'|must be superuser to create users",
                "DROP USER awsuser|must be superuser to drop users",
                "CREATE GROUP g|must be superuser to create groups",
                "CREATE ROLE r|must be superuser to create roles",
                "ALTER USER awsuser RENAME TO x|must be superuser to rename users",
                "SET SESSION AUTHORIZATION awsuser|permission denied to set session authorization",
                "CREATE SCHEMA mine|permission denied for database"
            })
    void an_ordinary_user_may_not(String statement, String message) throws Exception {
        try (Connection connection = stack.connect(newUser(), PASSWORD)) {
            SQLException refusal = refusal(() -> LocalStack.execute(connection, statement));
            assertThat(refusal.getSQLState()).isEqualTo("42501");
            assertThat(refusal.getMessage()).contains(message);
        }
    }

    /** What would be open to whoever is a superuser of PostgreSQL, tried as the superuser of Redshift. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY public.anything FROM PROGRAM 'id'",
                "SELECT pg_read_file('/etc/passwd')",
                "SELECT pg_ls_dir('.')",
                "SELECT lo_import('/etc/passwd')",
                "SELECT pg_reload_conf()",
                "SELECT rolpassword FROM pg_catalog.pg_authid",
                "SELECT passwd FROM pg_catalog.pg_shadow",
                "SELECT * FROM rs.principal",
                "SELECT * FROM rs.mv_position",
                "SELECT rs.login('awsuser')",
                "SELECT rs.set_superuser('awsuser', false)",
                "SELECT rs.set_admin('other', 'x')",
                "UPDATE pg_catalog.pg_class SET relname = relname",
                "DELETE FROM pg_catalog.pg_proc",
                "CREATE EXTENSION dblink",
                "ALTER SYSTEM SET max_connections = 1",
                "SET session_replication_role = replica",
                "SET SESSION AUTHORIZATION postgres",
                "SET ROLE postgres",
                "CREATE TABLE rs.mine (n int)",
                "CREATE TABLE pg_catalog.mine (n int)"
            })
    void the_superuser_has_no_power_over_postgresql(String statement) {
        assertThatThrownBy(() -> {
                    try (Connection connection = stack.connect()) {
                        LocalStack.execute(connection, statement);
                    }
                })
                .isInstanceOf(SQLException.class);
    }

    /** What the translator does not see is stopped by PostgreSQL's own privileges. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY (SELECT 1) TO PROGRAM 'id'",
                "ALTER ROLE awsuser SUPERUSER",
                "CREATE ROLE sly SUPERUSER LOGIN",
                "GRANT pg_execute_server_program TO awsuser",
                "CREATE EXTENSION plperlu",
                "CREATE EXTENSION hstore",
                "SET SESSION AUTHORIZATION postgres",
                "SET ROLE postgres",
                "ALTER SYSTEM SET work_mem = 1",
                "INSERT INTO rs.external_schema VALUES (1, '', '')"
            })
    void what_gets_past_the_translator_leads_nowhere_either(String statement) throws Exception {
        try (Backend session = stack.behind(stack.user())) {
            assertThatThrownBy(() -> session.query(statement))
                    .isInstanceOf(SessionRefusedException.class)
                    .hasMessageStartingWith("42501");
        }
    }

    @Test
    void a_second_superuser_does_what_the_first_does() throws Exception {
        String user = newUser("CREATEUSER");
        String ordinary = newUser();
        stack.execute("CREATE SCHEMA of_first", "CREATE TABLE of_first.t AS SELECT 1 AS n");
        try (Connection connection = stack.connect(user, PASSWORD)) {
            assertThat(LocalStack.rows(connection, "SELECT n FROM of_first.t")).containsExactly("1");
            LocalStack.execute(
                    connection,
                    "CREATE USER " + user + "_made PASSWORD '" + PASSWORD + "'",
                    "GRANT USAGE ON SCHEMA of_first TO " + ordinary,
                    "GRANT SELECT ON of_first.t TO " + ordinary,
                    "CREATE SCHEMA " + user + "_schema",
                    "CREATE TABLE " + user + "_schema.t AS SELECT 2 AS n");
        }
        assertThat(stack.rows("SELECT n FROM " + user + "_schema.t")).containsExactly("2");
        try (Connection connection = stack.connect(ordinary, PASSWORD)) {
            assertThat(LocalStack.rows(connection, "SELECT n FROM of_first.t")).containsExactly("1");
        }
        stack.execute(
                "DROP SCHEMA " + user + "_schema CASCADE",
                "DROP USER " + user + "_made",
                "ALTER USER " + user + " NOCREATEUSER");
        try (Connection connection = stack.connect(user, PASSWORD)) {
            assertThat(refusal(() -> LocalStack.execute(connection, "SELECT n FROM of_first.t"))
                            .getSQLState())
                    .isEqualTo("42501");
        }
    }

    @Test
    void an_idle_session_ends_after_the_users_timeout() throws Exception {
        String user = newUser("SESSION TIMEOUT 120");
        try (Connection connection = stack.connect(user, PASSWORD)) {
            assertThat(LocalStack.rows(connection, "SELECT current_setting('idle_session_timeout')"))
                    .containsExactly("2min");
        }
        assertThat(stack.rows("SELECT session_timeout FROM svv_user_info WHERE user_name = '" + user + "'"))
                .containsExactly("120");
        stack.execute("ALTER USER " + user + " RESET SESSION TIMEOUT");
        try (Connection connection = stack.connect(user, PASSWORD)) {
            assertThat(LocalStack.rows(connection, "SELECT current_setting('idle_session_timeout')"))
                    .containsExactly("0");
        }
    }

    @Test
    void a_user_with_objects_or_privileges_is_not_dropped() throws Exception {
        String owner = newUser();
        String reader = newUser();
        try (Connection connection = stack.connect(owner, PASSWORD)) {
            LocalStack.execute(
                    connection,
                    "CREATE TABLE kept_" + owner + " (n int)",
                    "GRANT SELECT ON kept_" + owner + " TO " + reader);
        }
        SQLException owns = refusal(() -> stack.execute("DROP USER " + owner));
        assertThat(owns.getSQLState()).isEqualTo("55006");
        assertThat(owns.getMessage())
                .contains("user \"" + owner + "\" can't be dropped because the user owns some object");
        assertThat(refusal(() -> stack.execute("DROP USER " + reader)).getMessage())
                .contains("user \"" + reader + "\" can't be dropped because the user has a privilege on some object");
        stack.execute("DROP TABLE kept_" + owner, "DROP USER IF EXISTS " + owner + ", " + reader + ", nobody");
        assertThat(stack.rows("SELECT usename FROM pg_user WHERE usename IN ('" + owner + "', '" + reader + "')"))
                .isEmpty();
    }

    @Test
    void users_come_and_go_with_the_transaction() throws Exception {
        try (Connection connection = stack.connect()) {
            connection.setAutoCommit(false);
            LocalStack.execute(connection, "CREATE USER rolled_back PASSWORD '" + PASSWORD + "'");
            connection.rollback();
        }
        assertThat(refusal(() -> stack.connect("rolled_back", PASSWORD)).getSQLState())
                .isEqualTo("28000");
    }

    @Test
    void the_superuser_acts_in_the_name_of_another() throws Exception {
        String user = newUser();
        try (Connection connection = stack.connect()) {
            LocalStack.execute(connection, "SET SESSION AUTHORIZATION '" + user + "'");
            assertThat(LocalStack.rows(connection, "SELECT current_user")).containsExactly(user);
            assertThat(refusal(() -> LocalStack.execute(connection, "CREATE ROLE of_another"))
                            .getSQLState())
                    .isEqualTo("42501");
            LocalStack.execute(connection, "SET SESSION AUTHORIZATION DEFAULT");
            assertThat(LocalStack.rows(connection, "SELECT current_user")).containsExactly("awsuser");
        }
    }

    @Test
    void a_search_path_is_kept_for_a_user() throws Exception {
        String user = newUser();
        stack.execute("ALTER USER " + user + " SET search_path TO '$user', a_schema, public");
        try (Connection connection = stack.connect(user, PASSWORD)) {
            assertThat(LocalStack.rows(connection, "SHOW search_path")).containsExactly("\"$user\", a_schema, public");
        }
        stack.execute("ALTER USER " + user + " RESET search_path");
    }

    @Test
    void no_more_connections_than_the_users_limit() throws Exception {
        String user = newUser("CONNECTION LIMIT 1");
        try (Connection first = stack.connect(user, PASSWORD)) {
            assertThat(refusal(() -> stack.connect(user, PASSWORD).close()).getMessage())
                    .contains("too many connections for user \"" + user + "\"");
            assertThat(first.isValid(5)).isTrue();
        }
    }

    private String newUser(String... options) throws SQLException {
        String name = "user_" + number.incrementAndGet() + "_x";
        stack.execute("CREATE USER " + name + " PASSWORD '" + PASSWORD + "' " + String.join(" ", options));
        return name;
    }

    private static SQLException refusal(ThrowingCallable call) {
        SQLException exception = catchThrowableOfType(SQLException.class, call);
        return Objects.requireNonNull(exception, "it was not refused");
    }
}
