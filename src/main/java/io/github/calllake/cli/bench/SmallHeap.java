package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import io.github.calllake.engine.AthenaSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Many rows through AthenaEngine, in a process with a small heap. */
final class SmallHeap {

    private static final int HEAP_MEGABYTES = 128;
    private static final int THOUSAND = 1000;
    /** Trino's. */
    private static final int LONGEST_SEQUENCE = 10_000;

    private final StackProcess stack;
    private final AthenaSettings settings;
    private final BenchAthenaCommand.Report report;

    SmallHeap(StackProcess stack, AthenaSettings settings, BenchAthenaCommand.Report report) {
        this.stack = stack;
        this.settings = settings;
        this.report = report;
    }

    void run(int rows) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(rows))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new CallLakeException("The process with a heap of " + HEAP_MEGABYTES + " MB failed: " + answer);
        }
        report.say("through AthenaEngine with -Xmx%dm: %s", HEAP_MEGABYTES, answer);
    }

    private List<String> command(int rows) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx" + HEAP_MEGABYTES + "m", "-XX:-UsePerfData"));
        stack.clientProperties().forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapWorker.class.getName(),
                settings.database(),
                Integer.toString(Math.min(LONGEST_SEQUENCE, rows / THOUSAND))));
        return command;
    }
}
