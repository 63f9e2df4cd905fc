package io.github.calllake.local.redshift;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** A front before a PostgreSQL, and a client that says what it likes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WireTests {
    final PostgresServer postgres;
    final RedshiftFront front;
    final Refusing translator = new Refusing();

    WireTests(Path directory) throws Exception {
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

    SocketAddress address() {
        return new InetSocketAddress("127.0.0.1", front.port());
    }

    Backend login() throws IOException {
        return Backend.login(address(), "awsuser", "secret", Map.of("database", "dev"));
    }

    static void query(Backend client, String sql) throws IOException {
        message(client, 'Q', new BodyWriter().writeString(sql));
    }

    static void extended(Backend client, String sql) throws IOException {
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

    static void message(Backend client, int type, BodyWriter body) throws IOException {
        client.out().message(type, body.toBytes());
    }

    /** What comes up to that many times ready. */
    static List<String> answers(Backend client, int ready) throws IOException {
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

    static String answer(int type, byte[] body) throws IOException {
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

    static final class Refusing implements SqlTranslator, SqlTranslator.Session {
        volatile boolean refusesSessions;

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
            if (sql.startsWith("committing")) {
                String body = sql.endsWith("badly") ? "begin perform 1/0; end" : "begin end";
                return new Translated(
                        "do '" + body + "';COMMIT", Map.of(0, "TAGGED"), () -> {}, Set.of(1), Optional.empty());
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
