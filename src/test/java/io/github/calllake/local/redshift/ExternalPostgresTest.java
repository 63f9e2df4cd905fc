package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On a PostgreSQL that the user names, reached by TCP and a password by SCRAM. */
class ExternalPostgresTest extends RedshiftContract {
    private static final URI NO_KINESIS = URI.create("http://127.0.0.1:1");

    private final PostgresServer server;

    ExternalPostgresTest(@TempDir Path directory) throws IOException {
        super(directory.resolve("kinesis"));
        Path tooLongForASocket = directory.resolve("d".repeat(120));
        // A cluster without a trace of ours.
        server = PostgresServer.start(tooLongForASocket, TestPostgres.CACHE.binariesFor(tooLongForASocket), true);
    }

    @AfterAll
    void stopServer() throws IOException {
        server.close();
    }

    @Override
    LocalRedshift start(URI kinesisEndpoint) throws IOException {
        return LocalRedshift.start(named("dev"), kinesisEndpoint);
    }

    private ExternalPostgres named(String database) {
        return new ExternalPostgres("127.0.0.1", port(), server.user(), server.password(), database);
    }

    private int port() {
        return ((InetSocketAddress) server.address()).getPort();
    }

    @Test
    void serves_one_local_redshift_a_database() throws Exception {
        try (LocalRedshift first = LocalRedshift.start(named("shared"), NO_KINESIS)) {
            assertThat(first.jdbcUrl()).endsWith("/shared?ssl=false");
            assertThatIllegalStateException()
                    .isThrownBy(() -> LocalRedshift.start(named("shared"), NO_KINESIS))
                    .withMessageContaining("in use by another local Redshift");
        }
        LocalRedshift.start(named("shared"), NO_KINESIS).close();
    }

    @Test
    void nobody_holds_a_database_once_it_was_let_go() throws Exception {
        ExternalDatabase.open(named("held"), "awsuser").close();
        try (Connection looking = server.connect("held")) {
            for (int time = 0; time < 20; time++) {
                ExternalDatabase.open(named("held"), "awsuser").close();
                assertThat(LocalStack.rows(
                                looking,
                                "SELECT count(*) FROM pg_locks JOIN pg_database AS d ON d.oid = database"
                                        + " WHERE locktype = 'advisory' AND datname = 'held'"))
                        .containsExactly("0");
            }
        }
    }

    @Test
    void another_programs_database_is_left_alone() throws Exception {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE theirs");
        }
        try (Connection connection = server.connect("theirs");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE public.theirs (n int)");
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> LocalRedshift.start(named("theirs"), NO_KINESIS))
                .withMessageContaining(
                        "has a database \"theirs\" that is no local Redshift's: drop it, or name another");
    }

    @Test
    void who_is_no_superuser_there_is_told_so() throws Exception {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE weak LOGIN CREATEDB CREATEROLE PASSWORD 'weak'");
        }
        ExternalPostgres weak = new ExternalPostgres("127.0.0.1", port(), "weak", "weak", "dev");
        assertThatIllegalStateException()
                .isThrownBy(() -> LocalRedshift.start(weak, NO_KINESIS))
                .withMessageContaining("user weak of PostgreSQL at 127.0.0.1:" + port() + " is no superuser");
    }

    @Test
    void a_server_that_is_not_there_or_keeps_us_out_is_told() throws Exception {
        ExternalPostgres wrong = new ExternalPostgres("127.0.0.1", port(), server.user(), "wrong", "dev");
        assertThatThrownBy(() -> LocalRedshift.start(wrong, NO_KINESIS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("password authentication failed")
                .hasRootCauseInstanceOf(SQLException.class);
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        ExternalPostgres nobody = new ExternalPostgres("127.0.0.1", closed, "me", "secret", "dev");
        assertThatThrownBy(() -> LocalRedshift.start(nobody, NO_KINESIS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:" + closed);
    }

    @ParameterizedTest
    @CsvSource({
        "me@host, host, 5432, dev",
        "me@host:6000, host, 6000, dev",
        "me@10.0.0.1/lake, 10.0.0.1, 5432, lake",
        "me@[::1]:7000/lake, ::1, 7000, lake"
    })
    void is_named_in_one_word(String address, String host, int port, String database) {
        assertThat(ExternalPostgres.of(address, "secret"))
                .isEqualTo(new ExternalPostgres(host, port, "me", "secret", database));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host",
                "@host",
                "me@",
                "me@host:",
                "me@host:0",
                "me@host:70000",
                "me@host/",
                "me@host/A-B",
                "me@host/postgres",
                "me:pw@host"
            })
    void is_refused_where_it_names_none(String address) {
        assertThatIllegalArgumentException().isThrownBy(() -> ExternalPostgres.of(address, "secret"));
    }

    @Test
    void keeps_its_password_to_itself() {
        assertThat(ExternalPostgres.of("me@db", "secret").toString()).doesNotContain("secret");
    }
}
