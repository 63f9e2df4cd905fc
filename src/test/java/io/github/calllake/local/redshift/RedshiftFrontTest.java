package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same questions by each driver, over sockets, with a translator that shows what it does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedshiftFrontTest {
    /** Held, or its setting is lost: the PostgreSQL driver warns of a server as old as Redshift. */
    private static final Logger POSTGRESQL_DRIVER = Logger.getLogger("org.postgresql");

    private static final String USER = "awsuser";
    private static final String PASSWORD = "Pw1-front";

    enum Driver {
        REDSHIFT("jdbc:redshift://127.0.0.1:%d/dev?ssl=false"),
        REDSHIFT_WITHOUT_RING_BUFFER("jdbc:redshift://127.0.0.1:%d/dev?ssl=false&enableFetchRingBuffer=false"),
        REDSHIFT_SERVER_PREPARED("jdbc:redshift://127.0.0.1:%d/dev?ssl=false&prepareThreshold=1"),
        REDSHIFT_SIMPLE("jdbc:redshift://127.0.0.1:%d/dev?ssl=false&preferQueryMode=simple"),
        POSTGRESQL("jdbc:postgresql://127.0.0.1:%d/dev"),
        POSTGRESQL_SERVER_PREPARED("jdbc:postgresql://127.0.0.1:%d/dev?prepareThreshold=1&binaryTransfer=true");

        private final String url;

        Driver(String url) {
            this.url = url;
        }

        boolean isRedshift() {
            return name().startsWith("REDSHIFT");
        }

        Connection connect(RedshiftFront front, String password) throws SQLException {
            Properties properties = new Properties();
            properties.setProperty("user", USER);
            properties.setProperty("password", password);
            return DriverManager.getConnection(String.format(Locale.ROOT, url, front.port()), properties);
        }
    }

    private final PostgresServer postgres;
    private final Demonstration translator = new Demonstration();
    private final RedshiftFront front;

    RedshiftFrontTest(@TempDir Path directory) throws Exception {
        POSTGRESQL_DRIVER.setLevel(Level.SEVERE);
        postgres = TestPostgres.start(directory, true);
        front = RedshiftFront.start(postgres, "dev", translator, USER, PASSWORD, 0);
    }

    @AfterAll
    void close() throws Exception {
        front.close();
        postgres.close();
    }

    @ParameterizedTest
    @EnumSource
    void logs_in_with_the_password_only(Driver driver) throws Exception {
        try (Connection connection = driver.connect(front, PASSWORD)) {
            assertThat(connection.isValid(5)).isTrue();
            assertThat(text(connection, "select current_user || ',' || session_user"))
                    .isEqualTo("awsuser,awsuser");
            assertThat(connection.getMetaData().getDatabaseProductVersion()).isEqualTo("8.0.2");
        }
        assertThat(refusal(() -> driver.connect(front, "wrong").close()).getSQLState())
                .isEqualTo("28000");
    }

    @ParameterizedTest
    @EnumSource
    void carries_values_of_the_common_types_both_ways(Driver driver) throws Exception {
        LocalDateTime time = LocalDateTime.of(2024, 6, 20, 8, 0, 5, 500_000_000);
        // Its simple mode writes a backslash as it is into a literal, where it escapes what follows.
        String hard = driver == Driver.REDSHIFT_SIMPLE ? "é' \" ☎" : "é'\\ \" ☎";
        try (Connection connection = driver.connect(front, PASSWORD)) {
            run(
                    connection,
                    "create temp table t (i int, l bigint, n decimal(18,4), d double precision, b boolean,"
                            + " s varchar(100), day date, ts timestamp, tz timestamptz, missing varchar(5))");
            try (PreparedStatement insert = connection.prepareStatement("insert into t values (?,?,?,?,?,?,?,?,?,?)");
                    PreparedStatement select = connection.prepareStatement("select * from t where i = ?")) {
                for (int i = 0; i < 8; i++) {
                    insert.setInt(1, i);
                    insert.setLong(2, Long.MAX_VALUE - i);
                    insert.setBigDecimal(3, new BigDecimal("12345.6789"));
                    insert.setDouble(4, 0.1);
                    insert.setBoolean(5, true);
                    insert.setString(6, hard);
                    insert.setDate(7, Date.valueOf(LocalDate.of(2024, 6, 20)));
                    insert.setObject(8, time);
                    insert.setObject(9, time.atOffset(ZoneOffset.UTC));
                    insert.setString(10, null);
                    assertThat(insert.executeUpdate()).isEqualTo(1);
                    select.setInt(1, i);
                    try (ResultSet row = select.executeQuery()) {
                        assertThat(row.next()).isTrue();
                        assertThat(row.getInt("i")).isEqualTo(i);
                        assertThat(row.getLong("l")).isEqualTo(Long.MAX_VALUE - i);
                        assertThat(row.getBigDecimal("n")).isEqualByComparingTo("12345.6789");
                        assertThat(row.getDouble("d")).isEqualTo(0.1);
                        assertThat(row.getBoolean("b")).isTrue();
                        assertThat(row.getString("s")).isEqualTo(hard);
                        assertThat(row.getDate("day").toLocalDate()).isEqualTo(LocalDate.of(2024, 6, 20));
                        assertThat(row.getObject("ts", LocalDateTime.class)).isEqualTo(time);
                        assertThat(row.getObject("tz", OffsetDateTime.class).toInstant())
                                .isEqualTo(time.toInstant(ZoneOffset.UTC));
                        assertThat(row.getString("missing")).isNull();
                        assertThat(row.next()).isFalse();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REDSHIFT_SIMPLE") // It cannot send bytes.
    void shows_super_and_varbyte_as_redshift_does(Driver driver) throws Exception {
        byte[] bytes = {0, 1, 'x', '\\', (byte) 0xff};
        try (Connection connection = driver.connect(front, PASSWORD)) {
            run(connection, "create temp table v (id int, payload super, data bytea)");
            try (PreparedStatement insert =
                            connection.prepareStatement("insert into v values (?, json_parse('{\"a\": 1}'), ?)");
                    PreparedStatement select =
                            connection.prepareStatement("select payload, data, 'x' as t from v where id = ?")) {
                for (int i = 0; i < 8; i++) {
                    insert.setInt(1, i);
                    insert.setBytes(2, bytes);
                    insert.executeUpdate();
                    select.setInt(1, i);
                    try (ResultSet row = select.executeQuery()) {
                        assertThat(row.next()).isTrue();
                        assertThat(row.getString(1)).isEqualTo("{\"a\": 1}");
                        if (driver.isRedshift()) {
                            assertThat(row.getMetaData().getColumnTypeName(1)).isEqualTo("super");
                            assertThat(row.getMetaData().getColumnTypeName(2)).isEqualTo("varbyte");
                            assertThat(row.getBytes(2)).isEqualTo(bytes);
                            assertThat(row.getString(2)).isEqualToIgnoringCase("0001785cff");
                        }
                        assertThat(row.getString(3)).isEqualTo("x");
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void goes_on_after_errors_and_rolls_back(Driver driver) throws Exception {
        try (Connection connection = driver.connect(front, PASSWORD)) {
            run(connection, "create temp table r (n int not null)");
            connection.setAutoCommit(false);
            run(connection, "insert into r values (1)");
            assertThat(refusal(() -> run(connection, "insert into r values (null)"))
                            .getSQLState())
                    .isEqualTo("23502");
            assertThat(refusal(() -> run(connection, "select 1")).getSQLState()).isEqualTo("25P02");
            connection.rollback();
            run(connection, "insert into r values (2)");
            connection.commit();
            assertThat(text(connection, "select string_agg(n::varchar, ',') from r"))
                    .isEqualTo("2");
            connection.rollback();
            connection.setAutoCommit(true);
            assertThat(refusal(() -> run(connection, "selec 1")).getSQLState()).isEqualTo("42601");
            assertThat(text(connection, "select 'after'")).isEqualTo("after");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_refused_statement_fails_like_any_other(Driver driver) throws Exception {
        try (Connection connection = driver.connect(front, PASSWORD)) {
            SQLException alone = refusal(() -> run(connection, "unload 1"));
            assertThat(alone.getSQLState()).isEqualTo("0A000");
            assertThat(alone.getMessage()).contains("UNLOAD is not emulated");
            assertThat(text(connection, "select 'after'")).isEqualTo("after");
            connection.setAutoCommit(false);
            run(connection, "create temp table q (n int)");
            assertThat(refusal(() -> run(connection, "unload 2")).getSQLState()).isEqualTo("0A000");
            assertThat(refusal(() -> run(connection, "select 1")).getSQLState()).isEqualTo("25P02");
            connection.rollback();
            assertThat(refusal(() -> text(connection, "select * from q")).getSQLState())
                    .isEqualTo("42P01");
            connection.rollback();
            assertThat(text(connection, "select 'after'")).isEqualTo("after");
        }
    }

    @ParameterizedTest
    @EnumSource
    void translates_and_keeps_the_tag_of_what_was_said(Driver driver) throws Exception {
        try (Connection connection = driver.connect(front, PASSWORD)) {
            int before = translator.ran.get();
            try (Statement statement = connection.createStatement()) {
                // The tag says how many rows, so it shows.
                assertThat(statement.executeUpdate("refresh x")).isEqualTo(41);
            }
            assertThat(translator.ran.get()).isEqualTo(before + 1);
            SQLException wrong = refusal(() -> run(connection, "translated select nothing_there"));
            assertThat(wrong.getSQLState()).isEqualTo("42703");
            assertThat(wrong.getMessage()).doesNotContainIgnoringCase("position");
            assertThat(refusal(() -> run(connection, "refresh failing")).getMessage())
                    .contains("no stream");
            assertThat(text(connection, "select 'after'")).isEqualTo("after");
        }
    }

    @ParameterizedTest
    @EnumSource
    void carries_batches_and_large_values(Driver driver) throws Exception {
        String large = "0123456789".repeat(300_000);
        try (Connection connection = driver.connect(front, PASSWORD)) {
            run(connection, "create temp table b (n int not null, s varchar)");
            try (PreparedStatement insert = connection.prepareStatement("insert into b values (?, ?)")) {
                for (int i = 0; i < 500; i++) {
                    insert.setInt(1, i);
                    insert.setString(2, i == 250 ? large : "small");
                    insert.addBatch();
                }
                assertThat(insert.executeBatch()).hasSize(500);
            }
            assertThat(text(connection, "select count(*) from b")).isEqualTo("500");
            assertThat(text(connection, "select s from b where n = 250")).isEqualTo(large);
            try (PreparedStatement insert = connection.prepareStatement("insert into b values (?, 'x')")) {
                insert.setInt(1, 1000);
                insert.addBatch();
                insert.setNull(1, Types.INTEGER);
                insert.addBatch();
                assertThat(catchThrowableOfType(BatchUpdateException.class, insert::executeBatch)
                                .getSQLState())
                        .isEqualTo("23502");
            }
            assertThat(text(connection, "select 'after'")).isEqualTo("after");
        }
    }

    @ParameterizedTest
    @EnumSource
    void reads_many_rows_by_a_cursor(Driver driver) throws Exception {
        try (Connection connection = driver.connect(front, PASSWORD)) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(100);
                try (ResultSet rows =
                        statement.executeQuery("select g, '\\\\x00ff'::bytea from generate_series(1, 2500) g")) {
                    int count = 0;
                    while (rows.next()) {
                        count++;
                        assertThat(rows.getInt(1)).isEqualTo(count);
                    }
                    assertThat(count).isEqualTo(2500);
                }
            }
            connection.commit();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REDSHIFT", "POSTGRESQL"}) // Each takes its second.
    void ends_a_statement_that_takes_too_long(Driver driver) throws Exception {
        try (Connection connection = driver.connect(front, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThat(refusal(() -> statement.execute("select pg_sleep(30)")).getSQLState())
                    .isEqualTo("57014");
            assertThat(text(connection, "select 'after'")).isEqualTo("after");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_read_only_connection_does_not_write(Driver driver) throws Exception {
        try (Connection connection = driver.connect(front, PASSWORD)) {
            connection.setReadOnly(true);
            if (driver.isRedshift()) {
                assertThat(refusal(() -> run(connection, "create table never (n int)"))
                                .getSQLState())
                        .isEqualTo("25006");
            }
            connection.setAutoCommit(false);
            assertThat(refusal(() -> run(connection, "create table never (n int)"))
                            .getSQLState())
                    .isEqualTo("25006");
            connection.rollback();
            connection.setReadOnly(false);
            run(connection, "create temp table written (n int)");
            connection.rollback();
            connection.setAutoCommit(true);
            run(connection, "create temp table written (n int)");
        }
    }

    @ParameterizedTest
    @EnumSource
    void copy_by_the_client_ends_the_connection(Driver driver) throws Exception {
        try (Connection connection = driver.connect(front, PASSWORD)) {
            assertThat(refusal(() -> run(connection, "copy (select 1) to stdout"))
                            .getSQLState())
                    .isIn("0A000", "08006");
        }
    }

    @ParameterizedTest
    @EnumSource
    void says_which_database_is_missing(Driver driver) {
        Properties properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("password", PASSWORD);
        String url = String.format(Locale.ROOT, driver.url, front.port()).replace("/dev", "/nowhere");
        assertThat(refusal(() -> DriverManager.getConnection(url, properties).close())
                        .getSQLState())
                .isEqualTo("3D000");
    }

    private static SQLException refusal(ThrowingCallable call) {
        SQLException exception = catchThrowableOfType(SQLException.class, call);
        return Objects.requireNonNull(exception, "it was not refused");
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            String text = rows.getString(1);
            assertThat(rows.next()).isFalse();
            return text;
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A few words that PostgreSQL does not have. */
    private static final class Demonstration implements SqlTranslator, SqlTranslator.Session {
        private final AtomicInteger ran = new AtomicInteger();

        @Override
        public Session open(String user, String database) {
            return this;
        }

        @Override
        public Translated translate(String sql) {
            if (sql.startsWith("unload")) {
                throw new RedshiftSqlException("0A000", "UNLOAD is not emulated");
            }
            if (sql.equals("refresh failing")) {
                return new Translated("do ''", Map.of(), () -> {
                    throw new RedshiftSqlException("XX000", "no stream");
                });
            }
            if (sql.startsWith("refresh")) {
                return new Translated("do 'begin end'", Map.of(0, "UPDATE 41"), ran::incrementAndGet);
            }
            return sql.startsWith("translated ")
                    ? Translated.unchanged("/* " + sql.length() + " */ " + sql.substring(11))
                    : Translated.unchanged(sql);
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
