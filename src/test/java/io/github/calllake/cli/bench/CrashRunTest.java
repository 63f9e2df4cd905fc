package io.github.calllake.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.ReadPace;
import io.github.calllake.stream.StreamWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;

/** The short way of {@code bench crash}. */
@ExtendWith(TestLake.Shared.class)
class CrashRunTest {

    private static final String NAME = "crash-run";
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final TestLake lake;

    CrashRunTest(TestLake lake) {
        this.lake = lake;
    }

    @Test
    void a_killed_archiver_on_a_bad_way_to_s3_loses_and_doubles_nothing_and_what_is_taken_away_is_missed(
            @TempDir Path logs) throws Exception {
        try (KinesisClient kinesis =
                        lake.client(KinesisClient.builder(), lake.aws().kinesisEndpoint());
                S3Client s3 = lake.client(S3Client.builder(), lake.aws().s3Endpoint());
                LakeStore store = new LakeStore(s3, NAME);
                StreamWriter writer = new StreamWriter(kinesis, NAME);
                DirectStream source = new DirectStream(kinesis, NAME, ReadPace.DEFAULT)) {
            store.createBucketIfAbsent();
            writer.createIfAbsent(2);
            CrashStack stack = new CrashStack(
                    lake.aws().kinesisEndpoint(),
                    lake.aws().s3Endpoint(),
                    lake.aws().dynamoDbEndpoint(),
                    NAME,
                    LakeLayout.inBucket(NAME),
                    store,
                    writer,
                    source,
                    lake.aws().s3Directory());
            CrashSettings settings = new CrashSettings(2, PATIENCE, 0, 1, 0.03, 5);

            CrashResult result = new CrashRun(settings, stack, logs, line -> {}).run();

            assertThat(result.holds()).as("%s", result.lines()).isTrue();
            assertThat(result.kills()).isEqualTo(2);
            assertThat(result.compared().records()).isEqualTo(result.put()).isPositive();
            assertThat(result.compared().shards()).isGreaterThanOrEqualTo(2);
            assertThat(result.faults()).isNotEmpty();

            assertLossesAndDoublesAreFound(stack, result.compared());
        }
    }

    /** A comparison that always agrees would prove nothing. */
    private static void assertLossesAndDoublesAreFound(CrashStack stack, CrashComparison before) throws Exception {
        Path file;
        try (Stream<Path> files = Files.walk(stack.lakeDirectory())) {
            file = files.filter(path -> path.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.copy(file, file.resolveSibling("again.parquet"));
        CrashComparison doubled = CrashComparison.of(stack);
        assertThat(doubled.doubled()).isPositive();
        assertThat(doubled.agrees()).isFalse();

        Files.delete(file);
        Files.delete(file.resolveSibling("again.parquet"));
        CrashComparison missing = CrashComparison.of(stack);
        assertThat(missing.missing()).isEqualTo(doubled.doubled());
        assertThat(missing.records()).isEqualTo(before.records());
        assertThat(missing.agrees()).isFalse();
    }

    @Test
    void what_cannot_be_done_is_refused() {
        assertThatThrownBy(() -> new CrashSettings(0, PATIENCE, 0, 1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 kills");
        assertThatThrownBy(() -> new CrashSettings(1, PATIENCE, 9, 2, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("9 fleets of 2 workers");
        assertThatThrownBy(() -> new CrashSettings(1, PATIENCE, 0, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--s3-faults");
    }
}
