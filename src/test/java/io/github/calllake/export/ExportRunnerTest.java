package io.github.calllake.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.export.WindowResult.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportRunnerTest {

    private static final int WINDOWS = 4;
    private static final Duration LONG_CLAIM = Duration.ofHours(1);

    @TempDir
    private Path directory;

    private TestExports exports;

    @BeforeEach
    void place() {
        ExportStores stores = new ExportStores(
                bucket -> {
                    throw new AssertionError("no bucket is named");
                },
                stream -> {
                    throw new AssertionError("no stream is named");
                });
        exports = new TestExports(stores, "file:" + directory, WINDOWS);
    }

    private List<Outcome> run(ExportJob job, RunRequest request) {
        return exports.runner(ExportStep.Observer.NONE, LONG_CLAIM).run(job, request).windows().stream()
                .map(WindowResult::outcome)
                .toList();
    }

    @Test
    void a_provisional_window_is_replaced_once_it_is_complete() throws IOException {
        assertThat(run(exports.job(0, true, 1000), RunRequest.due()))
                .hasSize(WINDOWS)
                .containsOnly(Outcome.PROVISIONAL);
        assertThat(run(exports.job(0, true, 1000), RunRequest.due())).isEmpty();
        assertThat(run(exports.job(WINDOWS, true, 1000), RunRequest.due()))
                .hasSize(WINDOWS)
                .containsOnly(Outcome.EXPORTED);

        exports.verify();
    }

    @Test
    void missed_windows_beyond_the_bound_wait_for_a_retry() throws IOException {
        assertThat(run(exports.job(WINDOWS, false, 1), RunRequest.due()))
                .containsExactly(Outcome.SKIPPED, Outcome.EXPORTED);
        assertThat(run(exports.job(WINDOWS, false, 1), RunRequest.due())).isEmpty();
        assertThat(run(exports.job(WINDOWS, false, 1), RunRequest.due().withSkipped()))
                .hasSize(WINDOWS - 1)
                .containsOnly(Outcome.EXPORTED);

        exports.verify();
    }

    @Test
    void a_dry_run_says_what_a_run_does_and_does_nothing() {
        assertThat(run(exports.job(WINDOWS, false, 1), RunRequest.due().dry()))
                .containsExactly(Outcome.SKIPPED, Outcome.EXPORTED);
        assertThat(exports.entries()).isEmpty();
        assertThat(exports.content()).isEmpty();
    }

    @Test
    void a_window_waits_until_the_tier_is_complete_up_to_its_end() {
        assertThat(run(exports.job(2, false, 1000), RunRequest.due()))
                .containsExactly(Outcome.EXPORTED, Outcome.EXPORTED);
        assertThat(run(exports.job(2, false, 1000), RunRequest.due())).isEmpty();
    }
}
