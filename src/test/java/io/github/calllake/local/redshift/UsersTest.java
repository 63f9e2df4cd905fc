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

/** Users, groups, roles and privileges, over the official driver. Each test has users of its own. */
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
                "SET SESSION AUTHORIZATION postgres",
                "SET ROLE postgres",
                "ALTER SYSTEM SET work_mem = 1",
                "INSERT INTO rs.external_schema VALUES (1, '', '')"
            })
    void dynamic_sql_leads_nowhere_either(String statement) {
        String body = "DO $do$ BEGIN EXECUTE $sql$" + statement + "$sql$; END $do$";
        assertThat(refusal(() -> stack.execute(body)).getSQLState()).isIn("42501", "25001");
    }

    @Test
    void bookkeeping_functions_change_nothing_of_another_user() throws Exception {
        String user = newUser();
        stack.execute("CREATE SCHEMA book_keeping", "CREATE TABLE book_keeping.t (n int)");
        stack.execute("CREATE MATERIALIZED VIEW book_keeping.mv AS SELECT n FROM book_keeping.t");
        String view = stack.rows("SELECT 'book_keeping.mv'::regclass::oid").get(0);
        try (Connection connection = stack.connect(user, PASSWORD)) {
            for (String call : List.of("rs.forget_mv(" + view + ")", "rs.set_auto_refresh(" + view + ", true)")) {
                LocalStack.execute(connection, "DO 'BEGIN PERFORM " + call + "; END'");
            }
            assertThat(LocalStack.rows(connection, "SELECT name FROM svv_mv_info"))
                    .isEmpty();
        }
        assertThat(stack.rows("SELECT trim(name), autorefresh FROM svv_mv_info WHERE schema_name = 'book_keeping'"))
                .containsExactly("mv|f");
    }

    @Test
    void the_superuser_reaches_what_every_user_has() throws Exception {
        String user = newUser();
        try (Connection connection = stack.connect(user, PASSWORD)) {
            LocalStack.execute(connection, "CREATE TABLE public." + user + "_t AS SELECT 1 AS n");
        }
        assertThat(stack.rows("SELECT n FROM public." + user + "_t")).containsExactly("1");
        stack.execute("ALTER TABLE public." + user + "_t RENAME TO " + user + "_u", "DROP TABLE " + user + "_u");
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
    void readers_in_a_role_get_the_views_and_nothing_behind_them() throws Exception {
        stack.createStream("read-stream", 1);
        stack.put("read-stream", "k", "{\"a\": 1}");
        stack.execute(
                "CREATE EXTERNAL SCHEMA read_kinesis FROM KINESIS IAM_ROLE default",
                "CREATE SCHEMA read_app",
                "CREATE MATERIALIZED VIEW read_app.mv AS SELECT partition_key, JSON_PARSE(kinesis_data) AS payload FROM read_kinesis.\"read-stream\"",
                "REFRESH MATERIALIZED VIEW read_app.mv",
                "CREATE VIEW read_app.flat AS SELECT partition_key, payload.a::int AS a FROM read_app.mv",
                "CREATE ROLE readers",
                "GRANT USAGE ON SCHEMA read_app TO ROLE readers",
                "GRANT SELECT ON read_app.flat TO ROLE readers");
        String reader = newUser();
        stack.execute("GRANT ROLE readers TO " + reader);
        try (Connection connection = stack.connect(reader, PASSWORD)) {
            assertThat(LocalStack.rows(connection, "SELECT partition_key, a FROM read_app.flat"))
                    .containsExactly("k|1");
            for (String statement : List.of(
                    "SELECT payload FROM read_app.mv",
                    "SELECT * FROM read_app.mv_tbl__mv__0",
                    "SELECT * FROM read_kinesis.\"read-stream\"",
                    "CREATE TABLE read_app.mine (n int)",
                    "REFRESH MATERIALIZED VIEW read_app.mv",
                    "DROP MATERIALIZED VIEW read_app.mv",
                    "ALTER MATERIALIZED VIEW read_app.mv AUTO REFRESH YES",
                    "DELETE FROM read_app.mv")) {
                assertThat(refusal(() -> LocalStack.execute(connection, statement))
                                .getSQLState())
                        .as(statement)
                        .isIn("42501", "42P01");
            }
            assertThat(LocalStack.rows(connection, "SELECT table_name FROM svv_tables WHERE table_schema = 'read_app'"))
                    .containsExactly("flat");
            assertThat(
                            LocalStack.rows(
                                    connection,
                                    "SELECT column_name FROM svv_columns WHERE table_schema = 'read_app' ORDER BY ordinal_position"))
                    .containsExactly("partition_key", "a");
            for (String view : List.of("sys_mv_refresh_history", "sys_stream_scan_states", "sys_stream_scan_errors")) {
                assertThat(LocalStack.rows(connection, "SELECT * FROM " + view))
                        .as(view)
                        .isEmpty();
            }
            assertThat(refusal(() -> LocalStack.execute(connection, "SELECT * FROM svv_table_info"))
                            .getSQLState())
                    .isEqualTo("42501");
        }
        assertThat(stack.rows("SELECT trim(mv_name) FROM sys_stream_scan_states WHERE mv_name = 'mv'"))
                .containsExactly("mv");
        stack.execute(
                "GRANT SELECT ON read_app.mv TO ROLE readers", "ALTER USER " + reader + " SYSLOG ACCESS UNRESTRICTED");
        try (Connection connection = stack.connect(reader, PASSWORD)) {
            assertThat(LocalStack.rows(connection, "SELECT payload FROM read_app.mv"))
                    .hasSize(1);
            assertThat(LocalStack.rows(connection, "SELECT trim(mv_name) FROM sys_mv_refresh_history"))
                    .contains("mv");
        }
        stack.execute("REVOKE ROLE readers FROM " + reader);
        try (Connection connection = stack.connect(reader, PASSWORD)) {
            assertThat(refusal(() -> LocalStack.execute(connection, "SELECT * FROM read_app.flat"))
                            .getSQLState())
                    .isEqualTo("42501");
        }
    }

    /** Its functions and triggers would else run as PostgreSQL's superuser. */
    @Test
    void ingestion_runs_a_body_in_the_name_of_the_views_owner() throws Exception {
        String user = newUser();
        stack.createStream("owner-stream", 1);
        stack.put("owner-stream", "k", "{}");
        stack.execute(
                "CREATE EXTERNAL SCHEMA owner_kinesis FROM KINESIS IAM_ROLE default",
                "CREATE SCHEMA owner_app",
                "GRANT USAGE ON SCHEMA owner_kinesis TO " + user,
                "GRANT ALL ON SCHEMA owner_app TO " + user);
        try (Connection connection = stack.connect(user, PASSWORD)) {
            LocalStack.execute(
                    connection,
                    "CREATE FUNCTION owner_app.who(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN current_user; END $$",
                    "CREATE MATERIALIZED VIEW owner_app.mv AS SELECT owner_app.who(partition_key) AS who FROM owner_kinesis.\"owner-stream\"",
                    "REFRESH MATERIALIZED VIEW owner_app.mv");
            assertThat(LocalStack.rows(connection, "SELECT who FROM owner_app.mv"))
                    .containsExactly(user);
        }
    }

    @Test
    void columns_can_be_granted_of_tables_and_views() throws Exception {
        String reader = newUser();
        stack.execute(
                "CREATE SCHEMA column_app",
                "CREATE TABLE column_app.t (a int, b int)",
                "CREATE VIEW column_app.v AS SELECT a, b FROM column_app.t",
                "GRANT USAGE ON SCHEMA column_app TO " + reader,
                "GRANT SELECT (a), UPDATE (b) ON column_app.t TO " + reader,
                "GRANT SELECT (b) ON column_app.v TO " + reader);
        try (Connection connection = stack.connect(reader, PASSWORD)) {
            LocalStack.execute(
                    connection,
                    "SELECT a FROM column_app.t",
                    "UPDATE column_app.t SET b = 1",
                    "SELECT b FROM column_app.v");
            for (String statement : List.of("SELECT * FROM column_app.t", "SELECT a FROM column_app.v")) {
                assertThat(refusal(() -> LocalStack.execute(connection, statement))
                                .getSQLState())
                        .isEqualTo("42501");
            }
        }
        assertThat(stack.rows(
                        "SELECT relation_name, column_name, privilege_type, identity_type FROM svv_column_privileges WHERE identity_name = '"
                                + reader + "' ORDER BY 1, 2"))
                .containsExactly("t|a|SELECT|user", "t|b|UPDATE|user", "v|b|SELECT|user");
    }

    @Test
    void groups_defaults_and_public_get_privileges() throws Exception {
        String member = newUser();
        String stranger = newUser();
        stack.execute(
                "CREATE GROUP staff WITH USER " + member,
                "CREATE SCHEMA group_app",
                "GRANT USAGE ON SCHEMA group_app TO GROUP staff, " + stranger,
                "CREATE TABLE group_app.old AS SELECT 1 AS n",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA group_app GRANT SELECT ON TABLES TO GROUP staff",
                "CREATE TABLE group_app.young AS SELECT 2 AS n",
                "GRANT SELECT ON ALL TABLES IN SCHEMA group_app TO GROUP staff",
                "CREATE TABLE group_app.open AS SELECT 3 AS n",
                "GRANT SELECT ON TABLE group_app.open TO PUBLIC");
        try (Connection connection = stack.connect(member, PASSWORD)) {
            assertThat(LocalStack.rows(connection, "SELECT n FROM group_app.old"))
                    .containsExactly("1");
            assertThat(LocalStack.rows(connection, "SELECT n FROM group_app.young"))
                    .containsExactly("2");
        }
        try (Connection connection = stack.connect(stranger, PASSWORD)) {
            assertThat(LocalStack.rows(connection, "SELECT n FROM group_app.open"))
                    .containsExactly("3");
            assertThat(refusal(() -> LocalStack.execute(connection, "SELECT n FROM group_app.young"))
                            .getSQLState())
                    .isEqualTo("42501");
        }
        assertThat(stack.rows("SELECT groname, array_upper(grolist, 1) FROM pg_group WHERE groname = 'staff'"))
                .containsExactly("staff|1");
        stack.execute("ALTER GROUP staff DROP USER " + member, "ALTER GROUP staff ADD USER " + stranger);
        try (Connection connection = stack.connect(stranger, PASSWORD)) {
            assertThat(LocalStack.rows(connection, "SELECT n FROM group_app.young"))
                    .containsExactly("2");
        }
        assertThat(refusal(() -> stack.execute("DROP GROUP staff")).getMessage())
                .contains("can't be dropped because the group has a privilege on some object");
    }

    @Test
    void what_is_granted_is_told_by_the_system_views_and_functions() throws Exception {
        String user = newUser();
        String role = "told_" + user;
        stack.execute(
                "CREATE ROLE " + role,
                "CREATE ROLE " + role + "_inner",
                "GRANT ROLE " + role + "_inner TO ROLE " + role,
                "GRANT ROLE " + role + " TO " + user + " WITH ADMIN OPTION",
                "CREATE SCHEMA s_" + user,
                "CREATE TABLE s_" + user + ".t (n int)",
                "GRANT USAGE ON SCHEMA s_" + user + " TO ROLE " + role + "_inner",
                "GRANT SELECT, INSERT ON s_" + user + ".t TO ROLE " + role + "_inner",
                "GRANT SELECT ON s_" + user + ".t TO " + user + " WITH GRANT OPTION");
        assertThat(stack.rows("SELECT role_name, role_owner FROM svv_roles WHERE role_name = '" + role + "'"))
                .containsExactly(role + "|awsuser");
        assertThat(stack.rows(
                        "SELECT role_name, granted_role_name FROM svv_role_grants WHERE role_name = '" + role + "'"))
                .containsExactly(role + "|" + role + "_inner");
        assertThat(stack.rows("SELECT role_name, admin_option FROM svv_user_grants WHERE user_name = '" + user + "'"))
                .containsExactly(role + "|t");
        assertThat(stack.rows(
                        "SELECT privilege_type, identity_name, identity_type, admin_option FROM svv_relation_privileges WHERE namespace_name = 's_"
                                + user + "' AND identity_name <> 'awsuser' ORDER BY 1, 2"))
                .containsExactly(
                        "INSERT|" + role + "_inner|role|f",
                        "SELECT|" + role + "_inner|role|f",
                        "SELECT|" + user + "|user|t");
        assertThat(stack.rows("SELECT superuser, syslog_access, connection_limit FROM svv_user_info WHERE user_name = '"
                        + user + "'"))
                .containsExactly("f|RESTRICTED|UNLIMITED");
        assertThat(stack.rows("SELECT usesuper, usecreatedb, passwd FROM pg_user WHERE usename IN ('awsuser', '" + user
                        + "') ORDER BY usename"))
                .containsExactly("t|f|********", "f|f|********");
        assertThat(stack.rows("SELECT has_table_privilege('" + user + "', 's_" + user
                        + ".t', 'insert'), has_table_privilege('"
                        + user + "', 's_" + user + ".t', 'delete'), has_schema_privilege('" + user + "', 's_" + user
                        + "', 'usage'), has_schema_privilege('" + user + "', 's_" + user + "', 'create')"))
                .containsExactly("t|f|t|f");
        try (Connection connection = stack.connect(user, PASSWORD)) {
            LocalStack.execute(
                    connection, "GRANT ROLE " + role + " TO awsuser", "REVOKE ROLE " + role + " FROM awsuser");
            assertThat(LocalStack.rows(connection, "SELECT user_name FROM svv_user_info"))
                    .containsExactly(user);
        }
    }

    @Test
    void a_grantee_is_what_it_is_called() throws Exception {
        String user = newUser();
        stack.execute("CREATE ROLE called_role", "CREATE GROUP called_group", "CREATE TABLE called (n int)");
        for (String grantee : List.of("called_role", "ROLE " + user, "GROUP called_role", "called_group", "nobody")) {
            String name = grantee.substring(grantee.indexOf(' ') + 1);
            SQLException refusal = refusal(() -> stack.execute("GRANT SELECT ON called TO " + grantee));
            assertThat(refusal.getSQLState()).isEqualTo("42704");
            assertThat(refusal.getMessage()).contains("\"" + name + "\" does not exist");
        }
        assertThat(refusal(() -> stack.execute("CREATE USER called_role PASSWORD '" + PASSWORD + "'"))
                        .getMessage())
                .contains("role \"called_role\" already exists");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GRANT DROP ON called TO awsuser|not emulated locally: the privilege DROP on a TABLE",
                "GRANT ALTER ON SCHEMA public TO awsuser|not emulated locally: the privilege ALTER on a SCHEMA",
                "GRANT EXECUTE ON called TO awsuser|invalid privilege type EXECUTE for table",
                "GRANT SELECT ON called TO ROLE called_role WITH GRANT OPTION|can be given to users only",
                "GRANT SELECT (n) ON called TO awsuser WITH GRANT OPTION|not supported for column privileges",
                "GRANT CREATE USER TO ROLE called_role|not emulated locally: system permissions",
                "GRANT ASSUMEROLE ON ALL TO awsuser FOR COPY|not emulated locally: GRANT and REVOKE of ASSUMEROLE",
                "ALTER USER awsuser SET query_group TO x|not emulated locally: ALTER USER .. SET query_group",
                "ALTER USER awsuser PASSWORD DISABLE|cannot disable the password of superuser",
                "CREATE USER pg_x PASSWORD 'Abcd1234'|is reserved",
                "CREATE USER x|syntax error",
                "DROP USER awsuser|current user cannot be dropped",
                "DROP USER nobody|user \"nobody\" does not exist"
            },
            quoteCharacter = '`')
    void is_refused_by_name(String statement, String message) throws Exception {
        assertThat(refusal(() -> stack.execute(statement)).getMessage()).contains(message);
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
    void a_role_that_is_granted_is_dropped_by_force_only() throws Exception {
        String user = newUser();
        stack.execute("CREATE ROLE " + user + "_r", "GRANT ROLE " + user + "_r TO " + user);
        assertThat(refusal(() -> stack.execute("DROP ROLE " + user + "_r")).getMessage())
                .contains("cannot drop this role since it has been granted on a user");
        stack.execute("DROP ROLE " + user + "_r FORCE");
        assertThat(stack.rows("SELECT role_name FROM svv_roles WHERE role_name = '" + user + "_r'"))
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
