package io.github.calllake.cli.bench;

import io.github.calllake.simulate.CallSimulator;
import io.github.calllake.simulate.SimulatedRecord;
import io.github.calllake.simulate.SimulatorSettings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The events of a comparison, one JSON a line, and what a stream would say of each: the same arrival for all, and a sequence
 * number that is the line's number behind a fixed head.
 */
record BenchInput(Path file, long bytes, long events) {

    static final String SHARD = "shardId-000000000000";
    static final String SEQUENCE_HEAD = "4965123456789012345678901234567890";
    static final int SEQUENCE_DIGITS = 22;
    static final Instant ARRIVAL = Instant.parse("2026-03-10T00:00:00.250Z");

    /** Calls of three days, in the usual spellings: rarer ones would need more SQL on the other side. */
    static BenchInput simulate(Path file, long bytes) throws IOException {
        SimulatorSettings settings = SimulatorSettings.builder()
                .calls(Long.MAX_VALUE >> 1)
                .start(Instant.parse("2026-03-05T00:00:00Z"))
                .meanBetweenCalls(Duration.ofSeconds(3 * 24 * 3600 * 250_000L / Math.max(1, bytes)))
                .variantChance(0)
                .build();
        long written = 0;
        long events = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (SimulatedRecord record : new CallSimulator(settings)) {
                byte[] line = record.data();
                out.write(line);
                out.write('\n');
                written += line.length;
                events++;
                if (written >= bytes) {
                    break;
                }
            }
        }
        return new BenchInput(file, written, events);
    }

    static String sequenceNumber(long line) {
        String digits = Long.toString(line);
        return SEQUENCE_HEAD + "0".repeat(SEQUENCE_DIGITS - digits.length()) + digits;
    }
}
