package io.github.calllake.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.export.WindowResult.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

    @Test
    void a_job_that_has_exported_nothing_begins_where_the_next_run_says() throws IOException {
        ExportJob later = exports.beginning(TestExports.BEGIN.plus(Duration.ofHours(WINDOWS)));
        assertThat(run(later, RunRequest.due())).isEmpty();
        RunRequest from = RunRequest.due()
                .withRange(Optional.of(TestExports.BEGIN.plus(Duration.ofMinutes(7))), Optional.empty());

        assertThat(run(later, from.dry())).hasSize(WINDOWS).containsOnly(Outcome.EXPORTED);
        assertThat(run(later, from)).hasSize(WINDOWS).containsOnly(Outcome.EXPORTED);

        exports.verify();
        assertThat(exports.entries().get(0).state().begun()).isAfter(TestExports.BEGIN);
    }

    @Test
    void a_beginning_that_is_moved_while_another_one_exports_makes_its_window_wait() throws IOException {
        ExportJob later = exports.beginning(TestExports.BEGIN.plus(Duration.ofHours(WINDOWS - 1)));
        RunRequest none = RunRequest.due()
                .withRange(Optional.of(TestExports.BEGIN), Optional.of(TestExports.BEGIN.plusSeconds(1)));
        ExportStep.Observer mover = (step, window) -> {
            if (step == ExportStep.OBJECTS_WRITTEN && exports.entries().size() == 1) {
                assertThat(run(later, none)).isEmpty();
            }
        };

        List<WindowResult> results =
                exports.runner(mover, LONG_CLAIM).run(later, RunRequest.due()).windows();

        assertThat(results.get(0).outcome()).isEqualTo(Outcome.BY_ANOTHER);
        assertThat(results).hasSize(WINDOWS + 1);
        exports.verify();
    }

    @Test
    void a_beginning_before_what_is_exported_is_refused_and_is_no_failure_of_the_job() {
        run(exports.job(), RunRequest.due());
        RunRequest early =
                RunRequest.due().withRange(Optional.of(TestExports.BEGIN.minus(Duration.ofHours(1))), Optional.empty());

        assertThatThrownBy(() -> run(exports.job(), early)).isInstanceOf(ExportRequestException.class);

        assertThat(exports.status().failure()).isEmpty();
        assertThat(exports.status().isTroubled()).isFalse();
    }

    @Test
    void what_a_killed_process_left_aside_goes_with_the_next_start_unless_somebody_may_still_need_it()
            throws IOException {
        run(exports.job(2, false, 1000), RunRequest.due());
        String manifest = exports.content().keySet().stream()
                .filter(key -> key.contains("/_manifests/"))
                .findFirst()
                .orElseThrow();
        int name = manifest.lastIndexOf('/') + 1;
        Path manifests = directory.resolve("out").resolve(manifest.substring(0, name));
        String aside = ".5f0c1a52-7b1e-4c4e-9d0a-3b1f6f2d8e11.part";
        Files.writeString(manifests.resolve("." + manifest.substring(name) + aside), "half");
        Path needed = Files.writeString(manifests.resolve(".20260329T050000Z-20260329T060000Z.json" + aside), "half");

        run(exports.job(2, false, 1000), RunRequest.due());

        assertThat(manifests.toFile().list()).hasSize(3).contains(String.valueOf(needed.getFileName()));
    }
}
