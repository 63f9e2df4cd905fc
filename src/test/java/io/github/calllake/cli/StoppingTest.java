package io.github.calllake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoppingTest {

    private static final int WAIT_SECONDS = 120;
    private static final int SIGINT = 2;

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void a_signal_has_a_command_put_away_what_it_holds_and_is_its_exit_code(
            String signal, int exitCode, @TempDir Path directory) throws Exception {
        assumeFalse(
                signal.equals("INT") && interruptsAreIgnored(),
                "this JVM was started by a job in the background, so it and what it starts ignore SIGINT");
        Path out = directory.resolve("calls.ndjson");
        Path log = directory.resolve("log");
        Process simulate = start(log, "simulate", "--calls", "100000000", "--out", out.toString());
        try {
            await(simulate, log, () -> Files.exists(out) && Files.size(out) > 0);
            new ProcessBuilder("kill", "-" + signal, Long.toString(simulate.pid()))
                    .start()
                    .waitFor();
            assertThat(simulate.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            simulate.destroyForcibly();
        }

        assertThat(simulate.exitValue()).as(Files.readString(log)).isEqualTo(exitCode);
        assertThat(Files.readString(log))
                .contains("records done")
                .contains("call-lake simulate: stopped before its end")
                .doesNotContain("\u001b", "Exception");
        assertThat(Files.readString(out)).endsWith("}\n");
    }

    @Test
    void progress_is_painted_on_a_terminal_only_and_leaves_nothing_behind() throws InterruptedException {
        StringWriter terminal = new StringWriter();
        StringWriter file = new StringWriter();
        for (boolean isTerminal : new boolean[] {true, false}) {
            ProgressLine line = new ProgressLine(new PrintWriter(isTerminal ? terminal : file), isTerminal);
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
            while (terminal.toString().isEmpty() && System.nanoTime() < until) {
                line.show(() -> "7 of 9");
                Thread.onSpinWait();
            }
            line.show(() -> "8 of 9");
            line.clear();
        }

        assertThat(terminal.toString()).startsWith("\r7 of 9\u001b[K").endsWith("\r\u001b[K");
        assertThat(file.toString()).isEmpty();
    }

    /** A shell starts its jobs in the background so, and each process passes it on; Linux says whether it is so. */
    private static boolean interruptsAreIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        String ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring("SigIgn:".length()).trim())
                .findFirst()
                .orElse("0");
        return (Long.parseUnsignedLong(ignored, 16) & 1L << SIGINT - 1) != 0;
    }

    private static Process start(Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Process process, Path log, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.holds()) {
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            assertThat(System.nanoTime()).as("waited long enough").isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
