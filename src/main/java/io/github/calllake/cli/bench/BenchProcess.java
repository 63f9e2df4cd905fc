package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A side in a JVM of its own. What it costs is what the operating system says that the process has used. */
final class BenchProcess implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 10;
    private static final long COMPILING_SECONDS = 30;
    private static final long COMPILERS_POLL_MILLIS = 200;
    private static final long COMPILERS_IDLE_NANOS = 1_000_000;

    private final String side;
    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    BenchProcess(String side, List<String> jvm, Map<String, String> properties, List<String> arguments)
            throws IOException {
        this.side = side;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(
                List.of("-XX:-UsePerfData", "-XX:+IgnoreUnrecognizedVMOptions", "--enable-native-access=ALL-UNNAMED"));
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BenchWorker.class.getName(), side));
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * What a pass took.
     *
     * @param compilerSeconds of {@code cpuSeconds}, what the JVM's compilers took
     */
    record Pass(double cpuSeconds, double compilerSeconds, double wallSeconds, String answer) {

        /** What it takes once all is compiled. */
        double compiledSeconds() {
            return cpuSeconds - compilerSeconds;
        }
    }

    Pass pass(String command, String prefix) throws IOException {
        ProcessTime before = ProcessTime.of(process);
        long start = System.nanoTime();
        commands.write(command + " " + prefix + "\n");
        commands.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new CallLakeException("The process of " + side + " ended early; what it said is above");
        }
        double wall = (System.nanoTime() - start) / 1e9;
        ProcessTime after = ProcessTime.of(process);
        return new Pass(after.since(before) / 1e9, after.compilingSince(before) / 1e9, wall, answer);
    }

    /**
     * Waits, half a minute at most, until the compilers have nothing left to do: beside many threads that want the processor they
     * fall behind, and what they have not come to yet runs in the interpreter in the next pass.
     */
    void awaitCompilers() throws IOException, InterruptedException {
        ProcessTime last = ProcessTime.of(process);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(COMPILING_SECONDS);
        long compiled;
        do {
            Thread.sleep(COMPILERS_POLL_MILLIS);
            ProcessTime now = ProcessTime.of(process);
            compiled = now.compilingSince(last);
            last = now;
        } while (compiled > COMPILERS_IDLE_NANOS && System.nanoTime() < deadline);
    }

    /** The most memory that the process had at one time, in megabytes; empty where the system does not say. */
    String peakMegabytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return "unknown";
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> Long.toString(Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024))
                .findFirst()
                .orElse("unknown");
    }

    @Override
    public void close() throws IOException {
        commands.close();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
