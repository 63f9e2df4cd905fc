package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that begin and end, and clients that do neither well. */
class WireSessionsTest extends WireTests {

    WireSessionsTest(@TempDir Path directory) throws Exception {
        super(directory);
    }

    @Test
    void reports_itself_as_redshift_and_takes_what_only_its_driver_sends() throws Exception {
        Map<String, String> parameters =
                Map.of("database", "dev", "driver_version", "9", "any_new_key", "1", "DateStyle", "ISO");
        try (Backend client = Backend.login(address(), "awsuser", "secret", parameters)) {
            assertThat(client.parameters())
                    .containsEntry("server_version", "8.0.2")
                    .containsEntry("server_protocol_version", "0")
                    .containsEntry("session_authorization", "awsuser")
                    .containsEntry("standard_conforming_strings", "off")
                    .containsEntry("TimeZone", "UTC");
        }
    }

    @Test
    void a_user_that_was_postgresqls_superuser_is_one_no_more() throws Exception {
        try (Backend client = login()) {
            query(client, "select rolsuper from pg_roles where rolname = 'awsuser'");
            assertThat(answers(client, 1)).contains("D f");
            query(client, "select pg_read_file('PG_VERSION')");
            assertThat(answers(client, 1)).contains("E 42501 permission denied for function pg_read_file");
        }
    }

    @Test
    void no_client_gets_into_another_database_of_the_postgresql_behind() {
        for (String database : List.of("template1", "template0", "nowhere", "")) {
            assertThatExceptionOfType(SessionRefusedException.class)
                    .isThrownBy(() -> Backend.login(address(), "awsuser", "secret", Map.of("database", database))
                            .close())
                    .withMessage("3D000: database \"" + database + "\" does not exist");
        }
    }

    @Test
    void does_not_know_the_users_of_the_postgresql_behind() {
        assertThatExceptionOfType(SessionRefusedException.class)
                .isThrownBy(() -> Backend.login(address(), "postgres", "secret", Map.of("database", "dev"))
                        .close())
                .withMessage("28000: password authentication failed for user \"postgres\"");
    }

    @Test
    void serves_on_after_a_client_that_talks_nonsense() throws Exception {
        try (Socket socket = Backend.open(address())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
        try (Backend client = login()) {
            query(client, "select 1");
            assertThat(answers(client, 1)).contains("D 1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000400030000",
                "7fffffff00030000",
                "0000000900030000ff",
                "ffffffff",
                "0000000f000300007573657200"
            })
    void serves_on_after_a_startup_that_is_malformed(String hex) throws Exception {
        try (Socket socket = Backend.open(address())) {
            socket.getOutputStream().write(HexFormat.of().parseHex(hex));
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
        login().close();
    }

    @Test
    void a_cancel_with_another_key_cancels_nothing() throws Exception {
        try (Backend client = login();
                Socket stranger = Backend.open(address())) {
            query(client, "select pg_sleep(0.2), 'done'");
            byte[] key = client.cancelKey().clone();
            key[key.length - 1]++;
            WireOutput out = new WireOutput(stranger.getOutputStream());
            byte[] body = new BodyWriter().writeInt(80_877_102).write(key).toBytes();
            out.writeInt(body.length + Integer.BYTES);
            out.write(body, 0, body.length);
            out.flush();
            assertThat(stranger.getInputStream().read()).isNegative();
            assertThat(answers(client, 1)).contains("C SELECT 1").noneMatch(answer -> answer.startsWith("E"));
        }
    }

    @Test
    void serves_two_hundred_at_once_and_lets_them_go() throws Exception {
        List<Backend> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                clients.add(login());
            }
            for (int i = 0; i < clients.size(); i++) {
                query(clients.get(i), "select " + i);
            }
            for (int i = 0; i < clients.size(); i++) {
                assertThat(answers(clients.get(i), 1)).contains("D " + i);
            }
        } finally {
            for (Backend client : clients) {
                client.close();
            }
        }
        login().close();
    }

    @Test
    void a_client_that_is_gone_leaves_no_statement_behind() throws Exception {
        try (Backend client = login()) {
            query(client, "select pg_sleep(600) as left_behind");
        }
        String running = "select count(*) from pg_stat_activity where state = 'active' and query like '%left_behind'";
        try (Connection connection = postgres.connect("dev");
                Statement statement = connection.createStatement()) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            int left = 1;
            while (left > 0) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                try (ResultSet row = statement.executeQuery(running)) {
                    row.next();
                    left = row.getInt(1);
                }
            }
        }
    }
}
