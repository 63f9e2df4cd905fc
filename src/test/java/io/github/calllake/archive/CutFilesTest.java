package io.github.calllake.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.archive.CutFiles.CutFile;
import io.github.calllake.lake.ArchivedStream;
import io.github.calllake.lake.EventFileWriter;
import io.github.calllake.lake.FileCompression;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.ParquetJava;
import io.github.calllake.schema.EventTables;
import io.github.calllake.schema.Mutations;
import io.github.calllake.stream.StreamRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CutFilesTest {

    /** More by hand: {@code -Dcall-lake.fuzz=1000000}. */
    private static final int RECORDS = Integer.getInteger("call-lake.fuzz", 8_000);

    private static final int RECORDS_OF_A_CUT = 50_000;
    private static final Instant ARRIVAL = Instant.parse("2026-01-05T12:00:00.250Z");

    private final CallAnalyticsDecoder decoder = new CallAnalyticsDecoder();
    private final Path directory;
    private final CutFiles files;

    CutFilesTest(@TempDir Path directory) {
        this.directory = directory;
        files = new CutFiles(
                LakeLayout.inBucket("bucket"),
                new ArchivedStream("stream", Instant.EPOCH),
                EventTables::of,
                new EventFileWriter(FileCompression.ZSTD),
                directory.resolve("spool"));
    }

    @Test
    void of_records_of_any_content_each_is_once_in_the_files_and_every_reader_reads_them() throws Exception {
        Mutations mutations = new Mutations(Long.getLong("call-lake.fuzz.seed", 11));
        int put = 0;
        while (put < RECORDS) {
            int records = Math.min(RECORDS_OF_A_CUT, RECORDS - put);
            try (CutBuffer buffer = files.newBuffer()) {
                for (int i = 0; i < records; i++) {
                    add(buffer, put + i, mutations.next());
                }
                assertThat(sequenceNumbersInFiles(buffer)).isEqualTo(sequenceNumbers(put, records));
            }
            put += records;
        }
    }

    @Test
    void files_follow_from_the_records_alone() {
        List<ByteBuffer> once = contents(2_000);

        assertThat(contents(2_000).equals(once)).isTrue();
        assertThat(once).hasSizeGreaterThan(8);
    }

    @Test
    void what_waits_is_in_a_file_without_a_name_and_rows_take_few_bytes_of_memory() throws Exception {
        byte[] event = new Mutations(1).events().get(0);
        try (CutBuffer buffer = files.newBuffer()) {
            for (int i = 0; i < 20_000; i++) {
                add(buffer, i, event);
            }

            assertThat(buffer.heapBytes()).isLessThan(1 << 20);
            if (System.getProperty("os.name").equals("Linux")) {
                assertThat(filesIn(directory.resolve("spool"))).isEmpty();
            }
        }
        assertThat(filesIn(directory.resolve("spool"))).isEmpty();
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    private List<ByteBuffer> contents(int records) {
        Mutations mutations = new Mutations(5);
        try (CutBuffer buffer = files.newBuffer()) {
            for (int i = 0; i < records; i++) {
                add(buffer, i, mutations.next());
            }
            return files.of("shardId-0", buffer.first(), buffer.last(), buffer).stream()
                    .map(file -> ByteBuffer.wrap(file.content().get()))
                    .toList();
        }
    }

    private void add(CutBuffer buffer, int number, byte[] data) {
        StreamRecord record =
                new StreamRecord("shardId-0", Integer.toString(1_000_000 + number), 0, ARRIVAL, "key", data);
        buffer.add(record, decoder.decode(record), Optional.empty());
    }

    private static List<String> sequenceNumbers(int from, int count) {
        return Stream.iterate(1_000_000 + from, number -> number + 1)
                .limit(count)
                .map(String::valueOf)
                .toList();
    }

    /** Sorted; one that is there twice is here twice. */
    private List<String> sequenceNumbersInFiles(CutBuffer buffer) throws Exception {
        List<String> all = new ArrayList<>();
        for (CutFile file : files.of("shardId-0", buffer.first(), buffer.last(), buffer)) {
            byte[] content = file.content().get();
            int before = all.size();
            if (file.key().endsWith(".parquet")) {
                Path path = Files.write(directory.resolve("file.parquet"), content);
                all.addAll(readByDuckDb(path));
                assertThat(readByParquetJava(path)).isEqualTo(new TreeSet<>(all.subList(before, all.size())));
            } else {
                for (String line : new String(content, StandardCharsets.UTF_8).split("\n")) {
                    all.add(line.replaceAll(".*\"sequenceNumber\":\"([0-9]+)\".*", "$1"));
                }
            }
            assertThat(all.size() - before).isEqualTo((int) file.rows());
        }
        return all.stream().sorted().toList();
    }

    /** Reads every column, in one way or another. */
    private static List<String> readByDuckDb(Path file) throws Exception {
        List<String> numbers = new ArrayList<>();
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement();
                ResultSet rows = statement.executeQuery("SELECT sequence_number, hash(columns(*)) FROM read_parquet('"
                        + file + "', hive_partitioning = false)")) {
            while (rows.next()) {
                numbers.add(rows.getString(1));
            }
        }
        return numbers;
    }

    private static TreeSet<String> readByParquetJava(Path file) {
        TreeSet<String> numbers = new TreeSet<>();
        ParquetJava.read(file).forEach(row -> numbers.add(row.getString("sequence_number", 0)));
        return numbers;
    }
}
