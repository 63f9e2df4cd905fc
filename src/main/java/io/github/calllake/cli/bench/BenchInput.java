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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The events of a comparison, one JSON a line, and what a stream would say of each: the same arrival for all, and a sequence
 * number that is the line's number behind a fixed head.
 */
record BenchInput(Path file, long bytes, long events) {

    static final String SHARD = "shardId-000000000000";
    static final String SEQUENCE_HEAD = "4965123456789012345678901234567890";
    static final int SEQUENCE_DIGITS = 22;
    /** About. */
    private static final long BYTES_OF_A_CALL = 370_000;

    static final Instant ARRIVAL = Instant.parse("2026-03-10T00:00:00.250Z");

    /** Calls of three days, in the usual spellings: rarer ones would need more SQL on the other side. */
    static BenchInput simulate(Path file, long bytes) throws IOException {
        long written = 0;
        long events = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (SimulatedRecord record : calls(3, bytes)) {
                byte[] line = record.data();
                write(out, line);
                written += line.length;
                events++;
                if (written >= bytes) {
                    break;
                }
            }
        }
        return new BenchInput(file, written, events);
    }

    /** Calls of so many days, their events in no order at all: what no stream delivers. */
    static BenchInput shuffled(Path file, long bytes, int days) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        long read = 0;
        for (SimulatedRecord record : calls(days, bytes)) {
            lines.add(record.data());
            read += record.size();
            if (read >= bytes) {
                break;
            }
        }
        Collections.shuffle(lines, new Random(1));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (byte[] line : lines) {
                write(out, line);
            }
        }
        return new BenchInput(file, read, lines.size());
    }

    private static void write(OutputStream out, byte[] line) throws IOException {
        out.write(line);
        out.write('\n');
    }

    /** The days before the arrival. */
    private static CallSimulator calls(int days, long bytes) {
        long calls = Math.max(days, bytes / BYTES_OF_A_CALL);
        return new CallSimulator(SimulatorSettings.builder()
                .calls(Long.MAX_VALUE >> 1)
                .start(ARRIVAL.minus(Duration.ofDays(days)))
                .meanBetweenCalls(Duration.ofDays(days).dividedBy(calls))
                .variantChance(0)
                .build());
    }

    static String sequenceNumber(long line) {
        String digits = Long.toString(line);
        return SEQUENCE_HEAD + "0".repeat(SEQUENCE_DIGITS - digits.length()) + digits;
    }
}
