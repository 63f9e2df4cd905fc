package io.github.calllake.stream;

import java.util.Map;
import java.util.Set;

/**
 * The reading of a stream's shards, under way. Thread-safe.
 *
 * @see StreamSource#consume
 */
public interface StreamConsumption extends AutoCloseable {

    /** The shards whose consumers fail at present, each with the message of its last failure. */
    Map<String, String> failing();

    /**
     * The shards that this consumption is to read and has not consumed to their end: of a stream read by one process all of
     * them, waiting ones too; of a fleet those that this worker holds.
     */
    Set<String> unfinished();

    /** How the reading fares. */
    ReadStatus status();

    /** Stops reading, lets the consumers make durable what they hold, and waits for that. Idempotent. */
    @Override
    void close();
}
