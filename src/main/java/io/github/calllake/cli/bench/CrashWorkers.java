package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import io.github.calllake.cli.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Processes that run {@code archive}, to be killed. They end with this one if it closes them. */
final class CrashWorkers implements AutoCloseable {

    private static final long STOP_SECONDS = 120;

    private final CrashSettings settings;
    private final List<String> archive;
    private final Map<String, String> environment;
    private final Path logs;
    private final Process[] processes;

    CrashWorkers(CrashSettings settings, CrashStack stack, Map<String, String> environment, Path logs) {
        this.settings = settings;
        this.archive = List.of(
                "archive",
                "--stream",
                stack.stream(),
                "--bucket",
                stack.layout().address(),
                "--roll-interval",
                "300ms");
        this.environment = environment;
        this.logs = logs;
        this.processes = new Process[settings.processes()];
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
                "-Xmx256m",
                "-Djava.io.tmpdir=" + logs));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(archive);
        if (settings.fleets() > 0) {
            command.addAll(List.of("--fleet", CrashSettings.fleet(worker / settings.workers()), "--failover", "1s"));
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(
                logs.resolve("worker-" + worker + ".log").toFile()));
        processes[worker] = builder.start();
    }

    /** As {@code kill -9} does. */
    void kill(int worker) throws InterruptedException {
        if (!processes[worker].isAlive()) {
            throw new CallLakeException("Archiver " + worker + " ended by itself; see " + logs);
        }
        processes[worker].destroyForcibly().waitFor();
    }

    /** Asks all to finish what they hold, and waits for it. */
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroy();
        }
        for (Process process : processes) {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new CallLakeException("An archiver does not stop; see " + logs);
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
