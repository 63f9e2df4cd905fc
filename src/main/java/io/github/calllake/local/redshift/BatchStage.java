package io.github.calllake.local.redshift;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.postgresql.PGConnection;
import software.amazon.awssdk.services.kinesis.model.Record;

/** Puts a batch of records into a temporary table, once for all views that read it. Belongs to one connection; not thread-safe. */
final class BatchStage {

    /** What a view's body selects from. */
    static final String RELATION = "pg_temp.stream_batch";

    private static final byte[] COPY_HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final short COLUMNS = 6;

    private final Connection connection;

    /** Creates the table. A record's JSON stays as it is and in its row: to pack it, and to unpack it for every view, costs more than to parse it. */
    BatchStage(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            // A batch is read by every view, and is to be in memory then.
            statement.execute("SET temp_buffers = '48MB'");
            statement.execute(
                    "CREATE TEMP TABLE IF NOT EXISTS stream_batch (LIKE rs.stream_record INCLUDING GENERATED) WITH (toast_tuple_target = 8160)");
            statement.execute(
                    "ALTER TABLE pg_temp.stream_batch ALTER kinesis_data SET STORAGE EXTERNAL, ALTER rs_json SET STORAGE MAIN");
            // A view's body runs in its owner's name.
            statement.execute("GRANT SELECT ON pg_temp.stream_batch TO PUBLIC");
        }
    }

    /**
     * Replaces what is staged. JSON is worked out here, once, since every view tests and parses every record.
     *
     * @param refreshTime when the refresh started
     */
    void put(String shardId, List<Record> records, Instant refreshTime) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE pg_temp.stream_batch");
        }
        copy(encode(shardId, records, refreshTime));
    }

    private void copy(byte[] rows) throws SQLException {
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY pg_temp.stream_batch (approximate_arrival_timestamp, partition_key, shard_id, sequence_number, "
                                    + "refresh_time, kinesis_data) FROM STDIN (FORMAT binary)",
                            new ByteArrayInputStream(rows));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] encode(String shardId, List<Record> records, Instant refreshTime) {
        int dataLength = records.stream()
                .mapToInt(record -> record.data().asByteArrayUnsafe().length + 256)
                .sum();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(dataLength + 64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(COPY_HEADER);
            for (Record record : records) {
                out.writeShort(COLUMNS);
                writeTimestamp(out, record.approximateArrivalTimestamp());
                // PostgreSQL's text cannot hold NUL.
                writeBytes(out, utf8(record.partitionKey().replace("\0", "")));
                writeBytes(out, utf8(shardId));
                writeBytes(out, utf8(record.sequenceNumber()));
                writeTimestamp(out, refreshTime);
                writeBytes(out, record.data().asByteArrayUnsafe());
            }
            out.writeShort(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void writeTimestamp(DataOutputStream out, Instant instant) throws IOException {
        out.writeInt(Long.BYTES);
        out.writeLong(ChronoUnit.MICROS.between(POSTGRES_EPOCH, instant));
    }

    private static void writeBytes(DataOutputStream out, byte[] value) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }
}
