package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

class ExternalPostgresTest {
    @Test
    void stands_behind_the_front_with_a_password_by_scram(@TempDir Path directory) throws Exception {
        Path tooLongForASocket = directory.resolve("d".repeat(120));
        try (PostgresServer server = PostgresServer.start(tooLongForASocket, Path.of("target", "postgres"), true)) {
            int port = ((InetSocketAddress) server.address()).getPort();
            serves_the_redshift_driver(new ExternalPostgres("127.0.0.1", port, server.user(), server.password()));
        }
    }

    @Test
    void may_be_a_container() throws Exception {
        Assumptions.assumeTrue(answersDocker(), "Docker does not answer");
        try (PostgreSQLContainer container = new PostgreSQLContainer("postgres:18-alpine")) {
            container.start();
            serves_the_redshift_driver(new ExternalPostgres(
                    container.getHost(),
                    container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                    container.getUsername(),
                    container.getPassword()));
        }
    }

    @Test
    void keeps_its_password_to_itself() {
        assertThat(new ExternalPostgres("db", 5432, "me", "secret").toString()).doesNotContain("secret");
        assertThatIllegalArgumentException().isThrownBy(() -> new ExternalPostgres("db", 0, "me", "secret"));
        assertThatIllegalArgumentException().isThrownBy(() -> new ExternalPostgres(" ", 1, "me", "secret"));
    }

    private static void serves_the_redshift_driver(PostgresSource postgres) throws Exception {
        try (Connection connection = postgres.connect("postgres")) {
            assertThat(text(connection, "select 'a\\'b'")).isEqualTo("a'b");
            assertThat(text(connection, "show timezone")).isEqualTo("UTC");
        }
        try (RedshiftFront front =
                        RedshiftFront.start(postgres, "postgres", new UnchangedSql(), "awsuser", "Secret1", 0);
                Connection connection = DriverManager.getConnection(
                        "jdbc:redshift://127.0.0.1:" + front.port() + "/postgres?ssl=false", "awsuser", "Secret1")) {
            assertThat(text(connection, "select current_user || ' a\\'b'")).isEqualTo("awsuser a'b");
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    /** Asked only where something listens: Testcontainers says at length that nothing does. */
    private static boolean answersDocker() {
        if (System.getenv("DOCKER_HOST") == null) {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of("/var/run/docker.sock"));
            } catch (java.io.IOException e) {
                return false;
            }
        }
        return DockerClientFactory.instance().isDockerAvailable();
    }
}
