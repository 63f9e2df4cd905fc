package io.github.calllake.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.TestLake;
import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.event.DetailType;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import software.amazon.awssdk.services.s3.S3Client;

@ExtendWith(TestLake.Shared.class)
class BenchSidesTest {

    private static final String BUCKET = "bench-sides";
    private static final long BYTES = 3_000_000;

    private final TestLake lake;
    private final StringWriter out = new StringWriter();

    BenchSidesTest(TestLake lake) {
        this.lake = lake;
    }

    @Test
    void both_sides_write_the_same_rows_and_a_difference_is_found(@TempDir Path directory) throws Exception {
        BenchInput input = BenchInput.simulate(directory.resolve("events"), BYTES);
        BenchInput other = BenchInput.shuffled(directory.resolve("others"), BYTES, 2);
        try (S3Client s3 =
                lake.client(S3Client.builder().forcePathStyle(true), lake.aws().s3Endpoint())) {
            LakeStore store = new LakeStore(s3, BUCKET);
            store.createBucketIfAbsent();
            new ArchiverSide(input.file(), store, 1, 0).pass("ours");
            new DuckDbSide(input.file(), true, store, directory, 1).pass("wide");
            new DuckDbSide(input.file(), false, store, directory, 1).pass("typed");
            new DuckDbSide(other.file(), false, store, directory, 1).pass("other");

            assertThat(store.list("wide/", "")).isNotEmpty();
        }
        BenchRows rows = new BenchRows(lake.aws().s3Directory().resolve(BUCKET), new PrintWriter(out));

        assertThat(rows.same("ours", "typed")).as(out.toString()).isTrue();
        assertThat(rows.same("ours", "other")).isFalse();
    }

    @Test
    void a_steady_stream_rolls_by_a_clock_that_goes_with_it() {
        Instant start = Instant.parse("2026-03-01T00:00:00Z");
        try (S3Client s3 =
                lake.client(S3Client.builder().forcePathStyle(true), lake.aws().s3Endpoint())) {
            LakeStore store = new LakeStore(s3, BUCKET);
            store.createBucketIfAbsent();
            LakeLayout layout = new LakeLayout(BUCKET, "steady");

            new SteadyStream(store, layout, ArchiverSettings.defaults(), 2).archive(start, Duration.ofMinutes(50), 1);

            // Not four of each shard, if calls come to it later.
            assertThat(store.list("steady/_commits/", "").size()).isBetween(2 * 3, 2 * 4);
            assertThat(store.list(layout.dayPrefix(DetailType.TRANSCRIBE_CALL_ANALYTICS, LakeLayout.dayOf(start)), ""))
                    .isNotEmpty();
        }
    }

    @Test
    void lookup_says_what_a_reader_reads() {
        int code = new CommandLine(new BenchLookupCommand())
                .setOut(new PrintWriter(out))
                .execute("--days", "2", "--events", "4000");

        assertThat(code).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains("events of 2 days", "compacted: 16 files", "of the footers as rolled: paths ")
                .containsPattern("one call by its id alone, as rolled: median [0-9.]+ %, worst [0-9.]+ %");
    }
}
