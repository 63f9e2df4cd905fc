package io.github.calllake.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.TestLake;
import io.github.calllake.export.ExportStores;
import io.github.calllake.lake.LakeStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** The short way of {@code bench exports-crash}. */
@ExtendWith(TestLake.Shared.class)
class ExportsCrashRunTest {

    private static final String BUCKET = "exports-crash";
    private static final ExportsCrashSettings SETTINGS = new ExportsCrashSettings(2, 10, 1, 7);

    @Test
    void killed_schedulers_export_each_window_once_and_what_is_taken_away_or_added_is_noticed(
            TestLake lake, @TempDir Path logs) throws Exception {
        try (S3Client s3 = lake.client(S3Client.builder(), lake.aws().s3Endpoint());
                LakeStore store = new LakeStore(s3, BUCKET);
                ExportStores stores = new ExportStores(bucket -> new LakeStore(s3, bucket), stream -> {
                    throw new AssertionError("no stream is named");
                })) {
            store.createBucketIfAbsent();
            ExportsCrashStack stack =
                    new ExportsCrashStack(lake.aws().s3Endpoint(), lake.redshift("public"), store, stores);

            ExportsCrashResult result = new ExportsCrashRun(SETTINGS, stack, logs, line -> {}).run();

            assertThat(result.holds()).as("%s", result.lines()).isTrue();
            assertThat(result.kills()).isPositive();
            assertThat(result.compared().rows()).isGreaterThan(SETTINGS.windows());
            assertThat(result.compared().objects()).isGreaterThan(SETTINGS.windows());

            assertFaultsAreFound(store);
        }
    }

    /** A comparison that always agrees would prove nothing. */
    private static void assertFaultsAreFound(LakeStore store) throws Exception {
        ExportsCrashData data = new ExportsCrashData(SETTINGS.windows(), SETTINGS.seed());
        String object = store.list("out/crash/2", "").get(0);
        store.copy(object, object + "-again");
        store.delete(object);

        ExportsComparison compared = ExportsComparison.of(store, data);
        assertThat(compared.wrong())
                .anyMatch(fault -> fault.contains("is not there"))
                .anyMatch(fault -> fault.contains("other rows"));
        assertThat(compared.unnamed()).containsExactly(object + "-again");
    }
}
