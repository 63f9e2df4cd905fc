package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol message by message, where drivers are too polite. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireTest {
    private final PostgresServer postgres;
    private final RedshiftFront front;
    private final Refusing translator = new Refusing();

    WireTest(@TempDir Path directory) throws Exception {
        postgres = TestPostgres.start(directory, true);
        // As older releases made it.
        try (Connection connection = postgres.connect("dev");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE awsuser SUPERUSER LOGIN");
        }
        front = RedshiftFront.start(postgres, "dev", translator, "awsuser", "secret", 0);
    }

    @AfterAll
    void close() throws Exception {
        front.close();
        postgres.close();
    }

    @Test
    void a_refused_statement_skips_to_the_sync_and_fails_the_transaction() throws Exception {
        try (Backend client = login()) {
            query(client, "begin");
            extended(client, "select 1");
            extended(client, "refuse 2");
            extended(client, "select 3");
            message(client, 'S', new BodyWriter());
            extended(client, "select 4");
            message(client, 'S', new BodyWriter());
            query(client, "rollback");
            query(client, "select 5");
            assertThat(answers(client, 5))
                    .containsExactly(
                            "C BEGIN",
                            "Z T",
                            "1",
                            "2",
                            "T",
                            "D 1",
                            "C SELECT 1",
                            "E 0A000 refuse 2",
                            "Z E",
                            "E 25P02 current transaction is aborted, commands ignored until end of transaction block",
                            "Z E",
                            "C ROLLBACK",
                            "Z I",
                            "T",
                            "D 5",
                            "C SELECT 1",
                            "Z I");
        }
    }

    @Test
    void replaces_the_tag_of_the_right_statement_however_many_are_on_their_way() throws Exception {
        try (Backend client = login()) {
            query(client, "select 1; tagged");
            extended(client, "tagged");
            extended(client, "select 2");
            message(client, 'S', new BodyWriter());
            query(client, "");
            query(client, "refuse 3");
            query(client, "tagged");
            assertThat(answers(client, 5).stream().filter(answer -> answer.matches("[CEIZ].*")))
                    .containsExactly(
                            "C SELECT 1",
                            "C REFRESH",
                            "Z I",
                            "C TAGGED",
                            "C SELECT 1",
                            "Z I",
                            "I",
                            "Z I",
                            "E 0A000 refuse 3",
                            "Z I",
                            "C TAGGED",
                            "Z I");
        }
    }

    @Test
    void what_fails_before_the_statement_fails_the_statement() throws Exception {
        try (Backend client = login()) {
            query(client, "begin");
            extended(client, "fail before");
            message(client, 'S', new BodyWriter());
            query(client, "select 1");
            query(client, "rollback");
            assertThat(answers(client, 4))
                    .containsExactly(
                            "C BEGIN",
                            "Z T",
                            "1",
                            "2",
                            "n",
                            "E 22000 before",
                            "Z E",
                            "E 25P02 current transaction is aborted, commands ignored until end of transaction block",
                            "Z E",
                            "C ROLLBACK",
                            "Z I");
        }
    }

    @Test
    void refuses_a_statement_larger_than_redshift_takes() throws Exception {
        try (Backend client = login()) {
            query(client, "select '" + "x".repeat(16 * 1024 * 1024) + "'");
            query(client, "select 1");
            List<String> answers = answers(client, 2);
            assertThat(answers.get(0)).startsWith("E 54000 Statement is too large");
            assertThat(answers.subList(1, answers.size())).containsExactly("Z I", "T", "D 1", "C SELECT 1", "Z I");
        }
    }

    @Test
    void refuses_text_that_is_not_utf_8() throws Exception {
        try (Backend client = login()) {
            client.out().message('Q', new byte[] {'s', (byte) 0xff, 0});
            assertThat(answers(client, 1))
                    .containsExactly("E 22021 invalid byte sequence for encoding \"UTF8\"", "Z I");
        }
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
    void a_translator_that_refuses_a_session_ends_it() {
        translator.refusesSessions = true;
        try {
            assertThatExceptionOfType(SessionRefusedException.class)
                    .isThrownBy(() -> login().close())
                    .withMessage("57P03: not now");
        } finally {
            translator.refusesSessions = false;
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
    void parameters_that_are_too_large_are_refused_by_name() throws Exception {
        byte[] large = new byte[65 * 1024 * 1024];
        try (Backend client = login()) {
            message(
                    client,
                    'P',
                    new BodyWriter()
                            .writeString("")
                            .writeString("select $1::bytea")
                            .writeShort(0));
            client.out().message('B', large);
            message(client, 'S', new BodyWriter());
            assertThat(answers(client, 1))
                    .anyMatch(
                            answer -> answer.startsWith("E 54000 not emulated locally: parameters of 68157440 bytes"));
            query(client, "select 'after'");
            assertThat(answers(client, 1)).contains("D after");
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

    private SocketAddress address() {
        return new InetSocketAddress("127.0.0.1", front.port());
    }

    private Backend login() throws IOException {
        return Backend.login(address(), "awsuser", "secret", Map.of("database", "dev"));
    }

    private static void query(Backend client, String sql) throws IOException {
        message(client, 'Q', new BodyWriter().writeString(sql));
    }

    private static void extended(Backend client, String sql) throws IOException {
        message(client, 'P', new BodyWriter().writeString("").writeString(sql).writeShort(0));
        message(
                client,
                'B',
                new BodyWriter()
                        .writeString("")
                        .writeString("")
                        .writeShort(0)
                        .writeShort(0)
                        .writeShort(0));
        message(client, 'D', new BodyWriter().writeByte('P').writeString(""));
        message(client, 'E', new BodyWriter().writeString("").writeInt(0));
    }

    private static void message(Backend client, int type, BodyWriter body) throws IOException {
        client.out().message(type, body.toBytes());
    }

    /** What comes up to that many times ready. */
    private static List<String> answers(Backend client, int ready) throws IOException {
        List<String> answers = new ArrayList<>();
        int left = ready;
        while (left > 0) {
            int type = client.in().readType();
            byte[] body = client.in().readBody(client.in().readLength());
            answers.add(answer(type, body));
            left -= type == 'Z' ? 1 : 0;
        }
        return answers;
    }

    private static String answer(int type, byte[] body) throws IOException {
        String text = new String(body, StandardCharsets.UTF_8);
        return (char) type
                + switch (type) {
                    case 'C' -> " " + new Body(body).readString();
                    case 'Z' -> " " + text;
                    case 'D' -> " " + text.substring(6);
                    case 'E' ->
                        " " + ErrorResponse.read(body).sqlState() + " "
                                + ErrorResponse.read(body).message();
                    default -> "";
                };
    }

    private static final class Refusing implements SqlTranslator, SqlTranslator.Session {
        private volatile boolean refusesSessions;

        @Override
        public Session open(String user, String database) {
            if (refusesSessions) {
                throw new RedshiftSqlException("57P03", "not now");
            }
            return this;
        }

        @Override
        public Translated translate(String sql) {
            if (sql.startsWith("refuse")) {
                throw new RedshiftSqlException("0A000", sql);
            }
            if (sql.equals("fail before")) {
                return new Translated("do 'begin end'", Map.of(), () -> {
                    throw new RedshiftSqlException("22000", "before");
                });
            }
            if (sql.endsWith("; tagged")) {
                return new Translated(sql.replace("tagged", "do 'begin end'"), Map.of(1, "REFRESH"), () -> {});
            }
            return sql.equals("tagged")
                    ? new Translated("do 'begin end'", Map.of(0, "TAGGED"), () -> {})
                    : Translated.unchanged(sql);
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
