package io.github.calllake.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Windows exported by processes that stop after any step of the protocol, or sleep there while another one does all there is to do.
 * In the end each window is there once.
 */
abstract class ExportStepsContract {

    private static final int WINDOWS = 2;

    /** Places for objects that nothing was in before. */
    abstract ExportStores stores();

    abstract String place(String name);

    private TestExports exports(String name) {
        return new TestExports(stores(), place(name + "-" + Attempts.random()), WINDOWS);
    }

    private List<ExportStep> steps() {
        List<ExportStep> steps = new ArrayList<>();
        TestExports exports = exports("undisturbed");
        exports.runner((step, window) -> steps.add(step)).run(exports.job(), RunRequest.due());
        return steps;
    }

    @Test
    void a_process_that_stops_after_any_step_leaves_what_the_next_one_completes() throws Exception {
        int steps = steps().size();
        assertThat(steps).isGreaterThan(WINDOWS * 4);
        for (int stop = 0; stop < steps; stop += 2) {
            TestExports exports = exports("stopped-" + stop);
            runUntil(exports, stop);
            exports.finish();
            exports.verify();
        }
    }

    @Test
    void two_processes_may_stop_one_after_the_other() throws Exception {
        int steps = steps().size();
        for (int stop = 1; stop < steps; stop += 4) {
            TestExports exports = exports("twice-" + stop);
            runUntil(exports, stop);
            runUntil(exports, 3);
            exports.finish();
            exports.verify();
        }
    }

    @Test
    void a_process_that_sleeps_after_any_step_finds_that_another_one_has_done_it() throws Exception {
        int steps = steps().size();
        for (int sleep = 0; sleep < steps; sleep += 3) {
            TestExports exports = exports("asleep-" + sleep);
            int[] left = {sleep};
            exports.runner((step, window) -> {
                        if (left[0]-- == 0) {
                            exports.finish();
                        }
                    })
                    .run(exports.job(), RunRequest.due());
            exports.finish();
            exports.verify();
        }
    }

    @Test
    void a_sleeper_that_dies_when_it_wakes_leaves_what_the_next_start_sweeps() throws Exception {
        int steps = steps().size();
        for (int sleep = 1; sleep + 1 < steps; sleep += 3) {
            TestExports exports = exports("dies-" + sleep);
            int[] left = {sleep};
            try {
                exports.runner((step, window) -> {
                            int now = left[0]--;
                            if (now == 0) {
                                exports.finish();
                            } else if (now < 0) {
                                throw new TestExports.Stopped();
                            }
                        })
                        .run(exports.job(), RunRequest.due());
            } catch (TestExports.Stopped e) {
                // As a process that ends.
            }
            exports.finish();
            exports.verify();
        }
    }

    private static void runUntil(TestExports exports, int stop) {
        int[] left = {stop};
        try {
            exports.runner((step, window) -> {
                        if (left[0]-- == 0) {
                            throw new TestExports.Stopped();
                        }
                    })
                    .run(exports.job(), RunRequest.due());
        } catch (TestExports.Stopped e) {
            // As a process that ends.
        }
    }
}
