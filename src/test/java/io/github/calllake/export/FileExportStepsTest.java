package io.github.calllake.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileExportStepsTest extends ExportStepsContract {

    private static final int MANY_WINDOWS = 50;
    private static final int SCHEDULERS = 20;
    private static final int STEPS_TO_DEATH = 30;
    private static final Duration SHORT_CLAIM = Duration.ofMillis(20);
    private static final int LONGEST_PAUSE_MILLIS = 20;

    @TempDir
    private Path directory;

    @Override
    ExportStores stores() {
        return new ExportStores(
                bucket -> {
                    throw new AssertionError("no bucket is named");
                },
                stream -> {
                    throw new AssertionError("no stream is named");
                });
    }

    @Override
    String place(String name) {
        return "file:" + directory.resolve(name);
    }

    /** 20 schedulers on one job: claims run out before a window is exported now and then, and each dies at any step. */
    @Test
    void many_schedulers_that_die_at_random_export_each_window_once() throws Exception {
        TestExports exports = new TestExports(stores(), place("many-" + Attempts.random()), MANY_WINDOWS);
        List<Callable<Integer>> schedulers = IntStream.range(0, SCHEDULERS)
                .<Callable<Integer>>mapToObj(seed -> () -> diesUntilAllIsExported(exports, new Random(seed)))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(SCHEDULERS);
        int deaths = 0;
        try {
            for (Future<Integer> died : threads.invokeAll(schedulers)) {
                deaths += died.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(deaths).isGreaterThan(SCHEDULERS);
        exports.finish();
        exports.verify();
    }

    private static int diesUntilAllIsExported(TestExports exports, Random random) throws InterruptedException {
        for (int deaths = 0; ; ) {
            ExportRunner runner = exports.runner(
                    (step, window) -> {
                        if (random.nextInt(STEPS_TO_DEATH) == 0) {
                            throw new TestExports.Stopped();
                        }
                    },
                    SHORT_CLAIM);
            try {
                RunResult result = runner.run(exports.job(), RunRequest.due());
                if (!result.isBusy() && result.next().equals(result.complete())) {
                    return deaths;
                }
                Thread.sleep(1 + random.nextInt(LONGEST_PAUSE_MILLIS));
            } catch (TestExports.Stopped e) {
                deaths++;
            }
        }
    }
}
