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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * Puts records into temporary tables, for views to select from. A record stays for a while, so that of several views that read it, each by itself,
 * only the first has it copied and its JSON worked out. Belongs to one connection; not thread-safe.
 */
final class BatchStage {

    /** What a view's body selects from, and what it may name. */
    private static final String COLUMNS = "approximate_arrival_timestamp, partition_key, shard_id, sequence_number";

    private static final byte[] COPY_HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final short COPIED_COLUMNS = 6;

    /** When one of the two tables is full, the other is emptied and filled. */
    private static final long TABLE_BYTES = 40L * 1024 * 1024;

    private static final Duration TABLE_AGE = Duration.ofSeconds(4);

    private final Connection connection;
    private final Clock clock;
    private final List<Table> tables = List.of(new Table("stream_batch_0"), new Table("stream_batch_1"));
    private boolean created;
    private int filled;
    private long nextNumber;

    /** A temporary table and what is in it. */
    private static final class Table {
        private final String name;
        private final Map<String, Map<String, Long>> numbers = new HashMap<>();
        private long bytes;
        private Instant since = Instant.MIN;

        Table(String name) {
            this.name = name;
        }
    }

    BatchStage(Connection connection, Clock clock) {
        this.connection = connection;
        this.clock = clock;
    }

    /** Creates the tables. A record's JSON stays as it is and in its row: to pack it, and to unpack it for every view, costs more than to parse it. */
    private void create() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // A batch is read by every view, and is to be in memory then.
            statement.execute("SET temp_buffers = '96MB'");
            for (Table table : tables) {
                statement.execute(
                        "CREATE TEMP TABLE " + table.name
                                + " (LIKE rs.stream_record INCLUDING GENERATED, rs_number bigint NOT NULL) WITH (toast_tuple_target = 8160)");
                statement.execute(
                        "ALTER TABLE pg_temp." + table.name
                                + " DROP refresh_time, ALTER kinesis_data SET STORAGE EXTERNAL, ALTER rs_json SET STORAGE MAIN");
                // A view's body runs in its owner's name.
                statement.execute("GRANT SELECT ON pg_temp." + table.name + " TO PUBLIC");
            }
        }
        created = true;
    }

    /**
     * Makes records ready. JSON is worked out here, since every view tests and parses every record.
     *
     * @param refreshTime when the refresh started
     * @return what a body selects from, in brackets; good until the next call
     */
    String put(Collection<ShardBatch> batches, Instant refreshTime) throws SQLException {
        if (!created) {
            create();
        }
        turn();
        StringBuilder numbers = new StringBuilder();
        Encoder encoder = new Encoder();
        Table table = tables.get(filled);
        List<Runnable> known = new ArrayList<>();
        for (ShardBatch batch : batches) {
            for (Record record : batch.accepted()) {
                Long number = number(batch.shardId(), record.sequenceNumber());
                if (number == null) {
                    long fresh = nextNumber++;
                    number = fresh;
                    encoder.add(batch.shardId(), record, fresh);
                    known.add(() -> table.numbers
                            .computeIfAbsent(batch.shardId(), id -> new HashMap<>())
                            .put(record.sequenceNumber(), fresh));
                }
                numbers.append(numbers.isEmpty() ? "" : ",").append(number);
            }
        }
        if (!known.isEmpty()) {
            byte[] rows = encoder.end();
            copy(table, rows);
            table.bytes += rows.length;
            known.forEach(Runnable::run);
        }
        return relation(numbers.toString(), refreshTime);
    }

    private @Nullable Long number(String shardId, String sequenceNumber) {
        for (Table table : tables) {
            Long number = table.numbers.getOrDefault(shardId, Map.of()).get(sequenceNumber);
            if (number != null) {
                return number;
            }
        }
        return null;
    }

    private String relation(String numbers, Instant refreshTime) {
        String chosen = " WHERE rs_number = ANY ('{" + numbers + "}'::bigint[])";
        String time = LocalDateTime.ofInstant(refreshTime.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC)
                .toString();
        String columns = "SELECT " + COLUMNS + ", TIMESTAMP '" + time
                + "' AS refresh_time, kinesis_data, rs_utf8, rs_json FROM pg_temp.";
        return "(" + columns + tables.get(0).name + chosen + " UNION ALL " + columns + tables.get(1).name + chosen
                + ")";
    }

    /** Empties the older table once the newer one is full or old. */
    private void turn() throws SQLException {
        Table current = tables.get(filled);
        Instant now = clock.instant();
        boolean old = current.bytes > 0 && Duration.between(current.since, now).compareTo(TABLE_AGE) > 0;
        if (current.bytes <= TABLE_BYTES && !old) {
            if (current.bytes == 0) {
                current.since = now;
            }
            return;
        }
        Table other = tables.get(1 - filled);
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE pg_temp." + other.name);
        }
        other.numbers.clear();
        other.bytes = 0;
        other.since = now;
        filled = 1 - filled;
    }

    private void copy(Table table, byte[] rows) throws SQLException {
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY pg_temp." + table.name + " (" + COLUMNS
                                    + ", kinesis_data, rs_number) FROM STDIN (FORMAT binary)",
                            new ByteArrayInputStream(rows));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes rows as COPY reads them. */
    private static final class Encoder {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        private final DataOutputStream out = new DataOutputStream(bytes);

        Encoder() {
            bytes.writeBytes(COPY_HEADER);
        }

        void add(String shardId, Record record, long number) {
            try {
                out.writeShort(COPIED_COLUMNS);
                out.writeInt(Long.BYTES);
                out.writeLong(ChronoUnit.MICROS.between(POSTGRES_EPOCH, record.approximateArrivalTimestamp()));
                // PostgreSQL's text cannot hold NUL.
                write(utf8(record.partitionKey().replace("\0", "")));
                write(utf8(shardId));
                write(utf8(record.sequenceNumber()));
                write(record.data().asByteArrayUnsafe());
                out.writeInt(Long.BYTES);
                out.writeLong(number);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        byte[] end() {
            try {
                out.writeShort(-1);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }

        private void write(byte[] value) throws IOException {
            out.writeInt(value.length);
            out.write(value);
        }

        private static byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
