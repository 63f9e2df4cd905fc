package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The CPU time that a process has used, in two counts: of the whole process, in steps of ten milliseconds; and thread by thread as
 * Linux's scheduler counts it, in nanoseconds but without the threads that have ended.
 *
 * @param whole of all threads, also of those that have ended
 * @param threads nanoseconds by thread; empty where the system has no such count
 * @param compiling nanoseconds of the threads that compile, of a JVM whose compilers stay; 0 where the system has no such count
 * @see <a href="https://docs.kernel.org/scheduler/sched-stats.html">Scheduler statistics</a>
 */
record ProcessTime(Duration whole, Map<String, Long> threads, long compiling) {

    /** As HotSpot names them, and Linux cuts names short. */
    private static final List<String> COMPILERS = List.of("C1 CompilerThre", "C2 CompilerThre");

    /** Two counts that differ by more than their steps: a thread has ended. */
    private static final long STEPS_NANOS = 25_000_000;

    ProcessTime {
        threads = Map.copyOf(threads);
    }

    static ProcessTime of(Process process) throws IOException {
        Duration whole = process.toHandle()
                .info()
                .totalCpuDuration()
                .orElseThrow(() -> new CallLakeException("This system does not say how much CPU time a process took"));
        Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
        return Files.isDirectory(tasks) ? ofThreads(whole, tasks) : new ProcessTime(whole, Map.of(), 0);
    }

    private static ProcessTime ofThreads(Duration whole, Path tasks) throws IOException {
        Map<String, Long> threads = new HashMap<>();
        long compiling = 0;
        try (DirectoryStream<Path> each = Files.newDirectoryStream(tasks)) {
            for (Path thread : each) {
                try {
                    String count = Files.readString(thread.resolve("schedstat"));
                    long nanos = Long.parseLong(count.substring(0, count.indexOf(' ')));
                    threads.put(thread.getFileName().toString(), nanos);
                    String name = Files.readString(thread.resolve("comm")).strip();
                    compiling += COMPILERS.contains(name) ? nanos : 0;
                } catch (NoSuchFileException e) {
                    // It has ended since it was listed, or the system has no such count.
                    continue;
                }
            }
        }
        return new ProcessTime(whole, threads, compiling);
    }

    /** Nanoseconds since an earlier reading, as exactly as the system says. */
    long since(ProcessTime before) {
        long steps = whole.minus(before.whole()).toNanos();
        long exact = threads.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - before.threads().getOrDefault(thread.getKey(), 0L))
                .sum();
        return !threads.isEmpty() && Math.abs(steps - exact) <= STEPS_NANOS ? exact : steps;
    }

    /** Of that, what went into compiling. */
    long compilingSince(ProcessTime before) {
        return compiling - before.compiling();
    }
}
