package io.github.calllake.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A directory that goes with this JVM, whichever signal ends that: a shell waits at a pipe from here and removes the
 * directory when the pipe ends.
 */
final class TemporaryDirectory implements AutoCloseable {

    private static final int REMOVAL_SECONDS = 30;

    /** What ran on the directory may still write while it ends, so removing it is tried for a while. */
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            while read -r line; do :; done
            tries=0
            while [ -e "$1" ] && [ $tries -lt 150 ]; do
                rm -rf -- "$1" 2>/dev/null
                [ ! -e "$1" ] || sleep 0.1 2>/dev/null || sleep 1
                tries=$((tries + 1))
            done
            """;

    private final Path path;
    private final Process remover;

    private TemporaryDirectory(Path path, Process remover) {
        this.path = path;
        this.remover = remover;
    }

    /**
     * Makes a directory.
     *
     * @throws java.nio.file.FileAlreadyExistsException if it is there: nothing of somebody else's is removed
     */
    static TemporaryDirectory create(Path path) throws IOException {
        Files.createDirectory(path);
        List<String> command = new ArrayList<>();
        if (hasSetsid()) {
            // Out of reach of what a terminal or a supervisor sends to the JVM's process group.
            command.add("setsid");
        }
        command.addAll(List.of("sh", "-c", SCRIPT, "remover", path.toRealPath().toString()));
        Process remover = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new TemporaryDirectory(path, remover);
    }

    Path path() {
        return path;
    }

    /** Removes the directory and waits until it is gone. */
    @Override
    public void close() throws IOException {
        remover.getOutputStream().close();
        try {
            remover.waitFor(REMOVAL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (Files.exists(path)) {
            throw new IOException("Temporary directory " + path + " could not be removed");
        }
    }

    private static boolean hasSetsid() {
        return List.of("/usr/bin/setsid", "/bin/setsid").stream().anyMatch(name -> Files.isExecutable(Path.of(name)));
    }
}
