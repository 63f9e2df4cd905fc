package io.github.calllake.cli;

import io.github.calllake.simulate.CallSimulator;
import io.github.calllake.simulate.SimulatedRecord;
import io.github.calllake.simulate.SimulatorSettings;
import io.github.calllake.stream.StreamWriter.NewRecord;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The records of a demo, a batch at a time: lines of a file, or simulated calls. */
abstract class DemoEvents implements Closeable {

    private static final int BATCH = 500;
    /** A record's data and its partition key together; Kinesis' default limit. */
    private static final int MAX_RECORD = 1 << 20;

    /** The next records; none at the end. */
    List<NewRecord> next() throws IOException {
        List<NewRecord> batch = new ArrayList<>();
        while (batch.size() < BATCH && addNext(batch)) {
            // Each step adds a record or skips a blank line.
        }
        return batch;
    }

    /** Adds a record unless the next line is blank; false at the end. */
    protected abstract boolean addNext(List<NewRecord> batch) throws IOException;

    static DemoEvents simulated(SimulatorSettings settings) {
        Iterator<SimulatedRecord> records = new CallSimulator(settings).iterator();
        return new DemoEvents() {
            @Override
            protected boolean addNext(List<NewRecord> batch) {
                if (!records.hasNext()) {
                    return false;
                }
                SimulatedRecord record = records.next();
                return batch.add(new NewRecord(record.partitionKey(), record.data()));
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }

    /** Lines as bytes: a line that is no UTF-8 must reach the stream as it is. */
    static DemoEvents lines(InputStream input) {
        return new DemoEvents() {
            private long number;

            @Override
            protected boolean addNext(List<NewRecord> batch) throws IOException {
                ByteArrayOutputStream line = new ByteArrayOutputStream();
                int next = input.read();
                if (next < 0) {
                    return false;
                }
                number++;
                for (; next >= 0 && next != '\n'; next = input.read()) {
                    line.write(next);
                }
                add(line.toByteArray(), batch);
                return true;
            }

            private void add(byte[] line, List<NewRecord> batch) throws IOException {
                if (isBlank(line)) {
                    return;
                }
                String key = "line-" + number;
                if (line.length + key.length() > MAX_RECORD) {
                    throw new IOException("line " + number + " has " + line.length + " bytes; a Kinesis record takes "
                            + MAX_RECORD + " with its key");
                }
                batch.add(new NewRecord(key, line));
            }

            @Override
            public void close() throws IOException {
                input.close();
            }
        };
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
