package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Java processes of this class path, to be killed. They end with this one if it closes them. */
final class CrashWorkers implements AutoCloseable {

    private static final long STOP_SECONDS = 120;

    private final String heap;
    private final IntFunction<List<String>> arguments;
    private final Map<String, String> environment;
    private final Path logs;
    private final Process[] processes;

    /**
     * None of them is started yet.
     *
     * @param count how many
     * @param heap of each, as {@code 256m}
     * @param arguments of each, by its number: the main class, then what it is told
     * @param environment the endpoints that it reaches, beside the local stack's credentials
     * @param logs where output goes, and temporary files
     */
    CrashWorkers(
            int count, String heap, IntFunction<List<String>> arguments, Map<String, String> environment, Path logs) {
        this.heap = heap;
        this.arguments = arguments;
        this.environment = environment;
        this.logs = logs;
        this.processes = new Process[count];
    }

    void startAll() throws IOException {
        for (int worker = 0; worker < processes.length; worker++) {
            start(worker);
        }
    }

    void start(int worker) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What is killed soon is to start soon.
        command.addAll(List.of(
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx" + heap,
                "-Djava.io.tmpdir=" + logs));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(arguments.apply(worker));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "AWS_ACCESS_KEY_ID", "local", "AWS_SECRET_ACCESS_KEY", "local", "AWS_REGION", "us-east-1"));
        builder.environment().putAll(environment);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log(worker).toFile()));
        processes[worker] = builder.start();
    }

    /** What a worker said, in all of its lives. */
    Path log(int worker) {
        return logs.resolve("worker-" + worker + ".log");
    }

    int count() {
        return processes.length;
    }

    /** A worker that ended by itself would be waited for in vain. */
    void requireAlive() {
        for (int worker = 0; worker < processes.length; worker++) {
            requireAlive(worker);
        }
    }

    private void requireAlive(int worker) {
        if (!processes[worker].isAlive()) {
            throw new CallLakeException("Process " + worker + " ended by itself; see " + logs);
        }
    }

    /** As {@code kill -9} does. */
    void kill(int worker) throws InterruptedException {
        requireAlive(worker);
        processes[worker].destroyForcibly().waitFor();
    }

    /** Asks all to finish what they hold, and waits for it. */
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroy();
        }
        for (Process process : processes) {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new CallLakeException("A process does not stop; see " + logs);
            }
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }
}
