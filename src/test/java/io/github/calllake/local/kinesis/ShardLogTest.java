package io.github.calllake.local.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardLogTest {
    private static final int SEGMENT_BYTES = 200;
    private static final int READ_BYTES = 10_000;

    @Test
    void records_are_read_over_the_ends_of_files(@TempDir Path directory) throws IOException {
        try (ShardLog log = filled(directory)) {
            assertThat(directory.toFile().list()).hasSizeGreaterThan(3);
            assertThat(readAll(log, 0)).isEqualTo(numbers(0, 40));
        }
        try (ShardLog log = ShardLog.open(directory, SEGMENT_BYTES)) {
            assertThat(readAll(log, 0)).isEqualTo(numbers(0, 40));
            assertThat(readAll(log, log.firstIndexFrom(1013))).isEqualTo(numbers(13, 40));
            assertThat(log.firstIndexFrom(2000)).isEqualTo(log.endIndex());
        }
    }

    @Test
    void files_of_old_records_go_and_the_rest_is_read(@TempDir Path directory) throws IOException {
        try (ShardLog log = filled(directory)) {
            int before = directory.toFile().list().length;
            log.trim(1025);
            assertThat(directory.toFile().list()).hasSizeLessThan(before);
            assertThat(readAll(log, log.firstIndexFrom(1025))).isEqualTo(numbers(25, 40));
            log.trim(9999);
            assertThat(directory.toFile().list()).hasSize(1);
        }
    }

    @Test
    void arrival_does_not_go_back_when_the_clock_does(@TempDir Path directory) throws IOException {
        try (ShardLog log = ShardLog.open(directory, SEGMENT_BYTES)) {
            log.append(List.of(record(0)), 1000, 0);
            assertThat(log.append(List.of(record(1)), 400, 0).arrival()).isEqualTo(1000);
        }
        try (ShardLog log = ShardLog.open(directory, SEGMENT_BYTES)) {
            assertThat(log.append(List.of(record(2)), 400, 0).arrival()).isEqualTo(1000);
            assertThat(readAll(log, 0)).isEqualTo(numbers(0, 3));
        }
    }

    /** Forty records, one a millisecond from 1000 on. */
    private static ShardLog filled(Path directory) throws IOException {
        ShardLog log = ShardLog.open(directory, SEGMENT_BYTES);
        for (int number = 0; number < 40; number++) {
            log.append(List.of(record(number)), 1000 + number, 0);
        }
        return log;
    }

    private static NewRecord record(int number) {
        ByteBuffer data = StandardCharsets.UTF_8.encode(String.valueOf(number));
        return new NewRecord("key", BigInteger.ZERO, data, 0);
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }

    private static List<String> readAll(ShardLog log, long from) throws IOException {
        List<String> read = new ArrayList<>();
        ShardLog.Batch batch = log.read(from, 0, 3, READ_BYTES);
        while (!batch.records().isEmpty()) {
            batch.records().stream()
                    .map(record -> StandardCharsets.UTF_8
                            .decode(record.data().duplicate())
                            .toString())
                    .forEach(read::add);
            batch = log.read(batch.nextIndex(), 0, 3, READ_BYTES);
        }
        return read;
    }
}
