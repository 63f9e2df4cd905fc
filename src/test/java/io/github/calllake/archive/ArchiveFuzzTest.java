package io.github.calllake.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.event.DetailType;
import io.github.calllake.lake.EventFileReader;
import io.github.calllake.lake.FailedEventReader;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.ParquetJava;
import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import io.github.calllake.schema.Mutations;
import io.github.calllake.stream.ShardBatch;
import io.github.calllake.stream.ShardConsumer;
import io.github.calllake.stream.StreamDescription;
import io.github.calllake.stream.StreamRecord;
import io.github.calllake.stream.StreamShard;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Mutated records through the whole archiver: each is in one row or one failed event, and two other readers take every file.
 * {@code -Dcall-lake.fuzz.archive=1000000} is the long version.
 */
@ExtendWith(io.github.calllake.TestLake.Shared.class)
class ArchiveFuzzTest {

    private static final int RECORDS = Integer.getInteger("call-lake.fuzz.archive", 6_000);
    private static final long SEED = Long.getLong("call-lake.fuzz.seed", 11);

    private static final String BUCKET = "archive-fuzz";
    private static final String SHARD = "shardId-000000000000";
    private static final int BATCH = 1_000;
    /** Some cuts of the short version. */
    private static final RollPolicy ROLL = new RollPolicy(Math.max(3L << 20, RECORDS * 30L), Duration.ofHours(1));

    private final io.github.calllake.TestLake lake;
    private final BitSet rows = new BitSet(RECORDS);
    private final BitSet failed = new BitSet(RECORDS);

    ArchiveFuzzTest(io.github.calllake.TestLake lake) {
        this.lake = lake;
    }

    @Test
    void every_mutated_record_is_one_row_or_one_failed_event_and_two_other_readers_take_every_file() throws Exception {
        try (S3Client s3 = lake.client(
                        S3Client.builder().forcePathStyle(true), lake.aws().s3Endpoint());
                QuietLogs quiet = new QuietLogs()) {
            LakeStore store = new LakeStore(s3, BUCKET);
            store.createBucketIfAbsent();
            LakeLayout layout = new LakeLayout(BUCKET, "fuzz");

            archive(store, layout);

            store.list(layout.failedPrefix(), "").forEach(key -> FailedEventReader.read(store, key)
                    .forEach(event -> note(failed, event.sequenceNumber())));
            for (DetailType type : DetailType.values()) {
                readFiles(store, layout, EventTables.of(type));
            }
        }
        assertThat(rows.intersects(failed)).isFalse();
        assertThat(rows.cardinality()).isGreaterThan(RECORDS / 4);
        assertThat(failed.cardinality()).isGreaterThan(RECORDS / 10);
        assertThat(rows.cardinality() + failed.cardinality()).isEqualTo(RECORDS);
    }

    private static void archive(LakeStore store, LakeLayout layout) {
        ShardConsumer.Factory consumers = Archiver.consumers(
                store,
                layout,
                EventTables::of,
                new CallAnalyticsDecoder(),
                ArchiverSettings.defaults().withRoll(ROLL),
                Clock.systemUTC());
        ShardConsumer consumer = consumers.consumerOf(
                new StreamShard(SHARD, List.of()), new StreamDescription("fuzz", Instant.EPOCH, Duration.ofDays(1), 1));
        consumer.start();
        Mutations mutations = new Mutations(SEED);
        List<StreamRecord> batch = new ArrayList<>();
        for (int number = 0; number < RECORDS; number++) {
            Instant arrival = Instant.parse("2026-03-01T12:00:00.250Z").plusMillis(number);
            batch.add(new StreamRecord(SHARD, Integer.toString(number + 1), 0, arrival, "", mutations.next()));
            if (batch.size() == BATCH) {
                consumer.accept(batchOf(batch));
                batch.clear();
            }
        }
        consumer.accept(batchOf(batch));
        consumer.stop();
    }

    private static ShardBatch batchOf(List<StreamRecord> records) {
        return new ShardBatch(records, 1, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private void readFiles(LakeStore store, LakeLayout layout, EventTable table) throws SQLException {
        Path bucket = lake.aws().s3Directory().resolve(BUCKET);
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            for (String key : store.list(layout.tablePrefix(table.type()), "")) {
                List<EventRow> read = new ArrayList<>();
                new EventFileReader(table, key, store.get(key).orElseThrow()).forEachRemaining(read::add);
                int sequence = table.columns().indexOf(table.column("sequence_number"));
                read.forEach(row -> note(rows, (String) row.values().get(sequence)));

                Path file = bucket.resolve(key);
                assertThat(ParquetJava.read(file)).as(key).hasSameSizeAs(read);
                assertThat(rowsReadBy(statement, file)).as(key).isEqualTo(read.size());
            }
        }
    }

    /** A sum over all columns makes it read them. */
    private static long rowsReadBy(Statement duckdb, Path file) throws SQLException {
        try (ResultSet count =
                duckdb.executeQuery("SELECT count(*), bit_xor(hash(t)) FROM read_parquet('" + file + "') AS t")) {
            count.next();
            return count.getLong(1);
        }
    }

    private static void note(BitSet where, String sequenceNumber) {
        int number = Integer.parseInt(sequenceNumber) - 1;
        assertThat(where.get(number)).as("record " + number + " twice").isFalse();
        where.set(number);
    }
}
