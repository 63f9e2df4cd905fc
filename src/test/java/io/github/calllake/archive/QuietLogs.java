package io.github.calllake.archive;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what the code under test rightly logs about faults, which a test has made, out of the test's output. */
public final class QuietLogs implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.calllake");

    public QuietLogs() {
        logger.setLevel(Level.OFF);
    }

    @Override
    public void close() {
        logger.setLevel(null);
    }
}
