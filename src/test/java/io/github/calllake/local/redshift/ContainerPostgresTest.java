package io.github.calllake.local.redshift;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** On a PostgreSQL in a container. */
class ContainerPostgresTest extends RedshiftContract {
    private final PostgreSQLContainer container = new PostgreSQLContainer("postgres:18-alpine");

    ContainerPostgresTest(@TempDir Path directory) throws IOException {
        super(directory);
    }

    @BeforeEach
    void startContainer() {
        Assumptions.assumeTrue(answersDocker(), "Docker does not answer, so that no container was tried");
        container.start();
    }

    @AfterAll
    void stopContainer() {
        container.stop();
    }

    @Override
    LocalRedshift start(URI kinesisEndpoint) throws IOException {
        return LocalRedshift.start(
                new ExternalPostgres(
                        container.getHost(),
                        container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                        container.getUsername(),
                        container.getPassword(),
                        "dev"),
                kinesisEndpoint);
    }

    /** Asked only where something listens: Testcontainers says at length that nothing does. */
    private static boolean answersDocker() {
        if (System.getenv("DOCKER_HOST") == null) {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of("/var/run/docker.sock"));
            } catch (IOException e) {
                return false;
            }
        }
        return DockerClientFactory.instance().isDockerAvailable();
    }
}
