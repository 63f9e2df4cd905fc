package io.github.calllake.local.redshift;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command that cannot outlive this JVM, whichever signal ends it: it runs under a shell that holds a pipe from here and ends the
 * command when the pipe ends (see {@code guard.sh}). Where {@code setsid} exists, the shell is out of reach of what is sent to the
 * JVM's process group.
 */
final class Guard implements AutoCloseable {
    private static final int END_SECONDS = 30;

    private final Process process;
    private final Path log;

    private Guard(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Makes the guard; the command waits for {@link #go}.
     *
     * @param temporary whether the directory goes when the command has ended, or when the JVM ends before the command started
     * @param signal that asks the command to end, such as {@code INT}
     * @param log where its output goes
     */
    static Guard over(List<String> command, Path directory, boolean temporary, String signal, Path log)
            throws IOException {
        List<String> line = new ArrayList<>();
        if (isInstalled("setsid")) {
            line.add("setsid");
        }
        line.addAll(
                List.of("sh", "-c", script(), "guard", temporary ? "remove" : "keep", directory.toString(), signal));
        line.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
        String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", path, "LC_ALL", "C", "TZ", "UTC"));
        return new Guard(builder.start(), log);
    }

    void go() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the command to end by itself. */
    int await() throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** What the command wrote last, for a message. */
    String lastWords() {
        try {
            List<String> lines =
                    Files.readString(log, StandardCharsets.ISO_8859_1).lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
        } catch (IOException e) {
            return "(" + log + " cannot be read: " + e.getMessage() + ")";
        }
    }

    /** Ends the command, and waits until it has and the directory is gone, if it is to go. */
    @Override
    public void close() {
        boolean interrupted = false;
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The guard is gone, and with it the reader of the pipe: what closing asks for has happened.
        }
        try {
            process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isInstalled(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        for (String directory : path.split(":", -1)) {
            if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    private static String script() {
        try (InputStream script = Guard.class.getResourceAsStream("guard.sh")) {
            if (script == null) {
                throw new IllegalStateException("guard.sh is missing beside " + Guard.class.getName());
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
