package io.github.calllake.local.redshift;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Processes that are not this JVM's children. */
final class Processes {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Processes() {}

    /**
     * Waits until a process runs no more. One that has ended counts as such although nobody has taken note, which in a container without
     * an init process is the rule, and which the JDK takes for alive.
     *
     * @return false if it still runs after that time
     */
    static boolean awaitEnd(ProcessHandle process, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (process.isAlive() && !hasEnded(process)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return true;
    }

    /** As Linux tells; elsewhere it is not known. */
    private static boolean hasEnded(ProcessHandle process) {
        try {
            String status = Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "stat"), StandardCharsets.ISO_8859_1);
            // The state follows the name, which may hold any characters.
            return status.startsWith(" Z", status.lastIndexOf(')') + 1);
        } catch (IOException e) {
            // Not Linux, or gone meanwhile: the next look at it tells.
            return false;
        }
    }
}
