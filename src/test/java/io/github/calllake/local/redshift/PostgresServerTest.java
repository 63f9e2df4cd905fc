package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {

    private final Path directory;

    PostgresServerTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void reads_backslashes_as_redshift_and_ignores_the_environment() throws Exception {
        try (PostgresServer server = startOnOwnCluster(directory);
                Connection connection = server.connect("postgres")) {
            assertThat(server.address()).isInstanceOf(UnixDomainSocketAddress.class);
            assertThat(text(connection, "select 'a\\'b'")).isEqualTo("a'b");
            assertThat(text(connection, "select lower('É')")).isEqualTo("é");
            assertThat(text(
                            connection,
                            "select string_agg(v, '' order by v) from (values ('a'), ('B'), ('é')) as t(v)"))
                    .isEqualTo("Baé");
            assertThat(text(connection, "show server_encoding")).isEqualTo("UTF8");
        }
    }

    @Test
    void starts_again_on_the_same_directory_and_refuses_to_share_it() throws Exception {
        try (PostgresServer server = startOnOwnCluster(directory);
                Connection connection = server.connect("postgres")) {
            run(connection, "create table kept (n int)");
            run(connection, "insert into kept values (7)");
            assertThatIllegalStateException()
                    .isThrownBy(() -> startOnOwnCluster(directory))
                    .withMessageContaining("another process uses");
        }
        try (PostgresServer server = startOnOwnCluster(directory);
                Connection connection = server.connect("postgres")) {
            assertThat(text(connection, "select n from kept")).isEqualTo("7");
        }
    }

    @Test
    void leaves_nothing_of_a_temporary_directory() throws Exception {
        Path temporary = directory.resolve("temporary");
        try (PostgresServer server = TestPostgres.start(temporary, true);
                Connection connection = server.connect("dev")) {
            run(connection, "create table t (n int)");
            assertThat(temporary.resolve("data")).isDirectory();
        }
        assertThat(Files.exists(temporary)).isFalse();
    }

    @Test
    void does_not_remove_what_is_not_its_own() throws Exception {
        Files.writeString(directory.resolve("thesis.txt"), "");
        assertThatIllegalArgumentException().isThrownBy(() -> TestPostgres.start(directory, true));
        assertThat(directory.resolve("thesis.txt")).exists();
    }

    @Test
    void believes_no_stale_lock() throws Exception {
        TestPostgres.start(directory, false).close();
        // As after a kill of everything, and the number given to another process, this one.
        String stale = ProcessHandle.current().pid() + "\n";
        Files.writeString(directory.resolve("data").resolve("postmaster.pid"), stale);
        Files.writeString(directory.resolve("run").resolve(".s.PGSQL.5432.lock"), stale);
        Files.writeString(directory.resolve("lock"), stale);
        try (PostgresServer server = TestPostgres.start(directory, false);
                Connection connection = server.connect("dev")) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @Test
    void listens_on_loopback_with_a_password_where_the_path_is_too_long_for_a_socket() throws Exception {
        Path deep = directory.resolve("d".repeat(120)).resolve("with space, comma and 'quote'");
        try (PostgresServer server = TestPostgres.start(deep, false);
                Connection connection = server.connect("dev")) {
            assertThat(server.address()).isInstanceOf(InetSocketAddress.class);
            assertThat(text(connection, "show listen_addresses")).isEqualTo("127.0.0.1");
            int port = ((InetSocketAddress) server.address()).getPort();
            ExternalPostgres other = new ExternalPostgres("127.0.0.1", port, server.user(), "wrong", "dev");
            assertThat(catchThrowableOfType(SQLException.class, () -> other.connect("dev")
                                    .close())
                            .getSQLState())
                    .isEqualTo("28P01");
        }
    }

    private static PostgresServer startOnOwnCluster(Path directory) throws IOException {
        return PostgresServer.start(directory, TestPostgres.CACHE.binariesFor(directory), false);
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
