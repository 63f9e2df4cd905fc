package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.Date;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values that go there and come back, of the official driver as it comes and without its ring buffer, and of PostgreSQL's driver in its place. */
class DriverValuesTest extends DriverTests {

    DriverValuesTest(@TempDir Path directory) throws Exception {
        super(directory);
    }

    @ParameterizedTest
    @EnumSource
    void every_type_goes_there_and_comes_back_null_too(Driver driver) throws Exception {
        LocalDateTime time = LocalDateTime.of(2024, 2, 29, 23, 59, 59, 123_456_000);
        try (Connection connection = driver.connect(stack)) {
            run(
                    connection,
                    "CREATE TEMP TABLE every (s smallint, i int, l bigint, n decimal(38,10), f real, d float, b boolean, c char(5), v varchar(100),"
                            + " day date, t time, ts timestamp, tz timestamptz, bytes varbyte(10))");
            try (PreparedStatement insert =
                            connection.prepareStatement("INSERT INTO every VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
                    PreparedStatement select = connection.prepareStatement("SELECT * FROM every WHERE i = ?")) {
                // More often than the driver needs to go over to binary and to a statement with a name.
                for (int i = 0; i < 7; i++) {
                    insert.setShort(1, Short.MIN_VALUE);
                    insert.setInt(2, i);
                    insert.setLong(3, Long.MIN_VALUE);
                    insert.setBigDecimal(4, new BigDecimal("-1234567890123456789012345678.0123456789"));
                    insert.setFloat(5, 1.5f);
                    insert.setDouble(6, Math.PI);
                    insert.setBoolean(7, true);
                    insert.setString(8, "ab");
                    insert.setString(9, "é ☎ '\" \\");
                    insert.setDate(10, Date.valueOf(LocalDate.of(2024, 2, 29)));
                    insert.setTime(11, Time.valueOf(LocalTime.of(1, 2, 3)));
                    insert.setTimestamp(12, Timestamp.valueOf(time));
                    insert.setObject(13, time.atOffset(ZoneOffset.ofHours(2)));
                    insert.setBytes(14, new byte[] {0, 1, (byte) 0xff});
                    assertThat(insert.executeUpdate()).isEqualTo(1);
                    select.setInt(1, i);
                    try (ResultSet row = select.executeQuery()) {
                        assertThat(row.next()).isTrue();
                        assertThat(row.getShort(1)).isEqualTo(Short.MIN_VALUE);
                        assertThat(row.getLong(3)).isEqualTo(Long.MIN_VALUE);
                        assertThat(row.getBigDecimal(4)).isEqualTo("-1234567890123456789012345678.0123456789");
                        assertThat(row.getFloat(5)).isEqualTo(1.5f);
                        assertThat(row.getDouble(6)).isEqualTo(Math.PI);
                        assertThat(row.getBoolean(7)).isTrue();
                        assertThat(row.getString(8)).isEqualTo("ab   ");
                        assertThat(row.getString(9)).isEqualTo("é ☎ '\" \\");
                        assertThat(row.getDate(10)).isEqualTo("2024-02-29");
                        assertThat(row.getTime(11)).isEqualTo(Time.valueOf("01:02:03"));
                        assertThat(row.getTimestamp(12)).isEqualTo(Timestamp.valueOf(time));
                        assertThat(row.getObject(13, OffsetDateTime.class).toInstant())
                                .isEqualTo(time.toInstant(ZoneOffset.ofHours(2)));
                        if (driver.isRedshift()) {
                            assertThat(row.getBytes(14)).isEqualTo(new byte[] {0, 1, (byte) 0xff});
                        }
                    }
                }
                int[] types = {
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.NUMERIC,
                    Types.REAL,
                    Types.DOUBLE,
                    Types.BOOLEAN,
                    Types.CHAR,
                    Types.VARCHAR,
                    Types.DATE,
                    Types.TIME,
                    Types.TIMESTAMP,
                    Types.TIMESTAMP_WITH_TIMEZONE,
                    Types.BINARY
                };
                for (int i = 0; i < types.length; i++) {
                    insert.setNull(i + 1, types[i]);
                }
                insert.setInt(2, 100);
                insert.executeUpdate();
                select.setInt(1, 100);
                try (ResultSet row = select.executeQuery()) {
                    assertThat(row.next()).isTrue();
                    for (int i = 1; i <= types.length; i++) {
                        assertThat(row.getObject(i) == null).as("column " + i).isEqualTo(i != 2);
                    }
                    assertThat(row.getLong(3)).isZero();
                    assertThat(row.wasNull()).isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POSTGRESQL")
    void super_and_varbyte_are_shown_by_their_own_names(Driver driver) throws Exception {
        try (Connection connection = driver.connect(stack);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT JSON_PARSE('{\"a\":[1,null]}') AS p, TO_VARBYTE('00ff', 'hex') AS v, NULL::super AS n")) {
            ResultSetMetaData meta = row.getMetaData();
            assertThat(meta.getColumnTypeName(1)).isEqualTo("super");
            assertThat(meta.getColumnTypeName(2)).isEqualTo("varbyte");
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualToIgnoringWhitespace("{\"a\":[1,null]}");
            assertThat(row.getBytes(2)).isEqualTo(new byte[] {0, (byte) 0xff});
            assertThat(row.getString(3)).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void batches_are_all_or_the_error_of_the_first_that_fails(Driver driver) throws Exception {
        for (String rewrite : List.of("false", "true")) {
            try (Connection connection = driver.connect(stack, "reWriteBatchedInserts", rewrite)) {
                run(connection, "CREATE TEMP TABLE batch (n int NOT NULL, s varchar(10))");
                try (PreparedStatement insert = connection.prepareStatement("INSERT INTO batch VALUES (?, ?)")) {
                    for (int i = 0; i < 1000; i++) {
                        insert.setInt(1, i);
                        insert.setString(2, "s" + i);
                        insert.addBatch();
                    }
                    assertThat(insert.executeBatch()).hasSize(1000);
                    insert.setNull(1, Types.INTEGER);
                    insert.setString(2, "x");
                    insert.addBatch();
                    assertThat(catchThrowableOfType(BatchUpdateException.class, insert::executeBatch)
                                    .getSQLState())
                            .isEqualTo("23502");
                }
                assertThat(text(connection, "SELECT count(*) FROM batch")).isEqualTo("1000");
                try (Statement statement = connection.createStatement()) {
                    statement.addBatch("DELETE FROM batch WHERE n < 10");
                    statement.addBatch("UPDATE batch SET s = 'y' WHERE n < 20");
                    assertThat(statement.executeBatch()).containsExactly(10, 10);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_large_result_comes_at_once_or_by_a_cursor(Driver driver) throws Exception {
        try (Connection connection = driver.connect(stack)) {
            for (int fetchSize : new int[] {0, 1000}) {
                connection.setAutoCommit(fetchSize == 0);
                try (PreparedStatement statement =
                        connection.prepareStatement("SELECT n FROM conformance.numbers ORDER BY n")) {
                    statement.setFetchSize(fetchSize);
                    try (ResultSet rows = statement.executeQuery()) {
                        int count = 0;
                        while (rows.next()) {
                            count++;
                            if (rows.getInt(1) != count) {
                                assertThat(rows.getInt(1)).isEqualTo(count);
                            }
                        }
                        assertThat(count).isEqualTo(ROWS);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_declared_cursor_is_fetched_from(Driver driver) throws Exception {
        try (Connection connection = driver.connect(stack)) {
            connection.setAutoCommit(false);
            run(connection, "DECLARE some_numbers CURSOR FOR SELECT n FROM conformance.numbers ORDER BY n");
            assertThat(column(connection, "FETCH 3 FROM some_numbers")).containsExactly("1", "2", "3");
            assertThat(column(connection, "FETCH FORWARD 2 FROM some_numbers")).containsExactly("4", "5");
            run(connection, "CLOSE some_numbers");
            connection.commit();
        }
    }

    @ParameterizedTest
    @EnumSource
    void rows_after_the_limit_are_not_read_and_the_connection_goes_on(Driver driver) throws Exception {
        try (Connection connection = driver.connect(stack)) {
            try (Statement statement = connection.createStatement()) {
                statement.setMaxRows(5);
                try (ResultSet rows = statement.executeQuery("SELECT n FROM conformance.numbers")) {
                    int count = 0;
                    while (rows.next()) {
                        count++;
                    }
                    assertThat(count).isEqualTo(5);
                }
            }
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT n FROM conformance.numbers")) {
                assertThat(rows.next()).isTrue();
            }
            assertThat(text(connection, "SELECT 'after'")).isEqualTo("after");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_value_of_sixteen_megabytes_comes_back(Driver driver) throws Exception {
        byte[] large = new byte[4_000_000];
        Arrays.fill(large, (byte) 7);
        try (Connection connection = driver.connect(stack)) {
            run(connection, "CREATE TEMP TABLE large (data varbyte(16777216))");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO large VALUES (?)")) {
                insert.setBytes(1, large);
                insert.executeUpdate();
            }
            run(connection, "INSERT INTO large SELECT data || data || data || data FROM large");
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT data FROM large ORDER BY octet_length(data) DESC")) {
                assertThat(row.next()).isTrue();
                if (driver.isRedshift()) {
                    assertThat(row.getBytes(1)).hasSize(16_000_000);
                }
                assertThat(row.next()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void several_statements_in_one_text_give_their_results_in_turn(Driver driver) throws Exception {
        try (Connection connection = driver.connect(stack);
                Statement statement = connection.createStatement()) {
            assertThat(statement.execute(
                            "CREATE TEMP TABLE turn (n int); INSERT INTO turn VALUES (1); SELECT n FROM turn"))
                    .isFalse();
            assertThat(statement.getUpdateCount()).isZero();
            assertThat(statement.getMoreResults()).isFalse();
            assertThat(statement.getUpdateCount()).isEqualTo(1);
            assertThat(statement.getMoreResults()).isTrue();
            try (ResultSet rows = statement.getResultSet()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void parameters_and_results_are_described(Driver driver) throws Exception {
        try (Connection connection = driver.connect(stack);
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT id, name AS n, amount FROM conformance.plain WHERE id = ? AND name = ?")) {
            ParameterMetaData parameters = statement.getParameterMetaData();
            assertThat(parameters.getParameterCount()).isEqualTo(2);
            assertThat(parameters.getParameterType(1)).isEqualTo(Types.INTEGER);
            assertThat(parameters.getParameterType(2)).isEqualTo(Types.VARCHAR);
            ResultSetMetaData columns = statement.getMetaData();
            assertThat(columns.getColumnCount()).isEqualTo(3);
            assertThat(columns.getColumnLabel(2)).isEqualTo("n");
            assertThat(columns.getColumnTypeName(2)).isEqualTo("varchar");
            assertThat(columns.getPrecision(3)).isEqualTo(10);
            assertThat(columns.getScale(3)).isEqualTo(2);
        }
    }

    /** The driver tells the JVM's time zone to the session. */
    @ParameterizedTest
    @EnumSource
    void a_timestamp_is_the_same_wall_clock_in_every_time_zone(Driver driver) throws Exception {
        TimeZone before = TimeZone.getDefault();
        try {
            for (String zone : List.of("Asia/Kathmandu", "America/St_Johns")) {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                try (Connection connection = driver.connect(stack);
                        PreparedStatement statement =
                                connection.prepareStatement("SELECT ?::timestamp, ?::timestamptz")) {
                    LocalDateTime time = LocalDateTime.of(2024, 6, 1, 12, 0, 0, 1000);
                    statement.setTimestamp(1, Timestamp.valueOf(time));
                    statement.setObject(2, time.atOffset(ZoneOffset.UTC));
                    try (ResultSet row = statement.executeQuery()) {
                        assertThat(row.next()).isTrue();
                        assertThat(row.getTimestamp(1)).isEqualTo(Timestamp.valueOf(time));
                        assertThat(row.getObject(2, OffsetDateTime.class).toInstant())
                                .isEqualTo(time.toInstant(ZoneOffset.UTC));
                    }
                }
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }
}
