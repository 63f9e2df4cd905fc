package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
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

/** Groups, roles and what they and users may, over the official driver. Each test has users of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrivilegesTest {
    private static final String PASSWORD = "Abcd1234";

    private final LocalStack stack;
    private final AtomicInteger number = new AtomicInteger();

    PrivilegesTest(@TempDir Path directory) throws Exception {
        stack = LocalStack.start(directory);
    }

    @AfterAll
    void close() throws Exception {
        stack.close();
    }

    @Test
    void bookkeeping_functions_change_nothing_of_another_user() throws Exception {
        String user = newUser();
        stack.execute("CREATE SCHEMA book_keeping", "CREATE TABLE book_keeping.t (n int)");
        stack.execute("CREATE MATERIALIZED VIEW book_keeping.mv AS SELECT n FROM book_keeping.t");
        String view;
        try (Backend session = stack.behind(stack.user())) {
            view = session.query("SELECT 'book_keeping.mv'::regclass::oid").get(0);
        }
        try (Backend session = stack.behind(user)) {
            session.query("SELECT rs.forget_mv(" + view + ")");
            session.query("SELECT rs.set_auto_refresh(" + view + ", true)");
        }
        try (Connection connection = stack.connect(user, PASSWORD)) {
            assertThat(LocalStack.rows(connection, "SELECT name FROM svv_mv_info"))
                    .isEmpty();
        }
        assertThat(stack.rows("SELECT trim(name), autorefresh FROM svv_mv_info WHERE schema_name = 'book_keeping'"))
                .containsExactly("mv|f");
    }

    @Test
    void bookkeeping_tells_nobody_of_views_in_schemas_he_may_not_use() throws Exception {
        String user = newUser();
        stack.execute("CREATE SCHEMA unseen", "CREATE TABLE unseen.t (n int)");
        stack.execute("CREATE MATERIALIZED VIEW unseen.mv AS SELECT n FROM unseen.t");
        try (Connection connection = stack.connect(user, PASSWORD)) {
            assertThat(LocalStack.rows(connection, "SELECT mv_name FROM rs.live_mv WHERE schema_name = 'unseen'"))
                    .isEmpty();
        }
        stack.execute("GRANT USAGE ON SCHEMA unseen TO " + user);
        try (Connection connection = stack.connect(user, PASSWORD)) {
            assertThatThrownBy(() -> LocalStack.execute(connection, "DROP MATERIALIZED VIEW unseen.mv"))
                    .hasMessageContaining("must be owner");
        }
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

    @Test
    void a_stream_is_read_by_whom_its_schema_is_granted_to() throws Exception {
        String user = newUser();
        stack.createStream("granted-stream", 1);
        stack.execute("CREATE EXTERNAL SCHEMA granted_kinesis FROM KINESIS IAM_ROLE default");
        String create =
                "CREATE MATERIALIZED VIEW granted_mv AS SELECT partition_key FROM granted_kinesis.\"granted-stream\"";
        try (Connection connection = stack.connect(user, PASSWORD)) {
            assertThat(refusal(() -> LocalStack.execute(connection, create)).getMessage())
                    .contains("permission denied for schema granted_kinesis");
            stack.execute("GRANT USAGE ON SCHEMA granted_kinesis TO " + user);
            LocalStack.execute(connection, create);
        }
        assertThat(stack.rows("SELECT trim(user_name) FROM svv_mv_info WHERE name = 'granted_mv'"))
                .containsExactly(user);
    }

    @Test
    void the_superuser_gives_objects_to_others() throws Exception {
        String user = newUser();
        stack.execute(
                "CREATE TABLE given_" + user + " (n int)",
                "ALTER TABLE given_" + user + " OWNER TO " + user,
                "CREATE SCHEMA given_schema_" + user + " AUTHORIZATION " + user,
                "GRANT CREATE ON DATABASE dev TO " + user);
        try (Connection connection = stack.connect(user, PASSWORD)) {
            LocalStack.execute(
                    connection,
                    "DROP TABLE given_" + user,
                    "CREATE TABLE given_schema_" + user + ".t (n int)",
                    "CREATE SCHEMA own_" + user);
        }
        stack.execute("DROP SCHEMA given_schema_" + user + " CASCADE");
    }

    /** What tools do first, by somebody who may do little. */
    @Test
    void a_reader_can_browse_by_the_drivers_metadata() throws Exception {
        String reader = newUser();
        stack.execute(
                "CREATE SCHEMA browse",
                "CREATE TABLE browse.t (a int, b varchar(10))",
                "GRANT USAGE ON SCHEMA browse TO " + reader,
                "GRANT SELECT ON browse.t TO " + reader);
        try (Connection connection = stack.connect(reader, PASSWORD);
                ResultSet tables = connection.getMetaData().getTables(null, "browse", "%", null);
                ResultSet columns = connection.getMetaData().getColumns(null, "browse", "t", "%")) {
            assertThat(tables.next()).isTrue();
            assertThat(tables.getString("TABLE_NAME")).isEqualTo("t");
            assertThat(columns.next()).isTrue();
            assertThat(columns.getString("COLUMN_NAME")).isEqualTo("a");
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
                    "CREATE MATERIALIZED VIEW owner_app.mv AS SELECT partition_key AS who FROM owner_kinesis.\"owner-stream\"");
            // Only who gets past the translator can have one; it must not be worth the trouble.
            try (Backend session = stack.behind(user)) {
                session.query(
                        "CREATE FUNCTION owner_app.who() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.who := current_user; RETURN NEW; END $$");
                session.query(
                        "CREATE TRIGGER who BEFORE INSERT ON owner_app.mv_tbl__mv__0 FOR EACH ROW EXECUTE FUNCTION owner_app.who()");
            }
            LocalStack.execute(connection, "REFRESH MATERIALIZED VIEW owner_app.mv");
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
                "SELECT * FROM stv_mv_info|relation \"stv_mv_info\" does not exist",
                "DROP USER nobody|user \"nobody\" does not exist"
            },
            quoteCharacter = '`')
    void is_refused_by_name(String statement, String message) throws Exception {
        assertThat(refusal(() -> stack.execute(statement)).getMessage()).contains(message);
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
