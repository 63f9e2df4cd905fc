package io.github.calllake.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.calllake.simulate.CallSimulator;
import io.github.calllake.simulate.SimulatedRecord;
import io.github.calllake.simulate.SimulatorSettings;
import io.github.calllake.stream.StreamWriter;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "simulate",
        description = "Simulates calls, the same for the same seed, and puts their events on a stream or in a file.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  call-lake simulate --stream calls --calls 50",
            "  call-lake simulate --calls 5 --seed 7 --out calls.ndjson"
        })
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class SimulateCommand implements Callable<Integer> {

    private static final int BATCH = 500;

    @Spec
    private CommandSpec spec;

    @Mixin
    private OptionalStream stream;

    @Mixin
    private SimulationOptions simulation;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "At most so many records a second; 0: as fast as it goes.")
    private int rate;

    @Option(names = "--out", paramLabel = "FILE|-", description = "Write NDJSON there instead of putting to a stream.")
    private @Nullable String out;

    @Option(
            names = "--post-call",
            arity = "0..1",
            paramLabel = "s3://NAME/PREFIX",
            fallbackValue = "",
            description =
                    "Also write there what Transcribe leaves after calls; without a value, where the lake of --bucket looks.")
    private @Nullable String postCall;

    @Mixin
    private LakeOptions lake;

    @Option(names = "--json", description = "Print how many records there were as one JSON object.")
    private boolean json;

    /** {@code --stream}, which {@code --out} makes superfluous. */
    static final class OptionalStream {
        @Option(
                names = "--stream",
                paramLabel = "NAME",
                defaultValue = "${env:CALL_LAKE_STREAM:-}",
                description = "The Kinesis data stream; else $CALL_LAKE_STREAM.")
        private String name = "";
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        SimulatorSettings settings = settings();
        if (out != null) {
            if (json && out.equals("-")) {
                throw Usage.wrong(spec, "--json and --out - both want standard output");
            }
            report(write(settings, out), "file", out);
        } else if (stream.name.isEmpty()) {
            throw Usage.wrong(spec, "Missing required option: '--stream=NAME', or '--out=FILE|-'");
        } else {
            put(settings);
        }
        if (postCall != null) {
            int sessions = PostCallFiles.write(settings).size();
            spec.commandLine()
                    .getErr()
                    .println("post-call files of " + sessions + " sessions written to " + settings.postCallLocation());
        }
        return 0;
    }

    private SimulatorSettings settings() {
        if (postCall == null) {
            return Usage.checked(spec, () -> simulation.settings(Clock.systemUTC()));
        }
        String place = postCall.isEmpty() ? PostCallFiles.placeIn(lake.layout()) : PostCallFiles.withoutSlash(postCall);
        return Usage.checked(spec, () -> simulation.settings(Clock.systemUTC()).toBuilder()
                .postCallLocation(place)
                .build());
    }

    private void put(SimulatorSettings settings) throws InterruptedException {
        try (StreamWriter writer = StreamWriter.open(stream.name)) {
            long records = 0;
            ProgressLine progress = ProgressLine.on(spec.commandLine().getErr());
            Pace pace = new Pace(rate);
            List<StreamWriter.NewRecord> batch = new ArrayList<>();
            for (SimulatedRecord record : new CallSimulator(settings)) {
                batch.add(new StreamWriter.NewRecord(record.partitionKey(), record.data()));
                if (batch.size() == pace.batch(BATCH)) {
                    records += writer.put(batch).size();
                    pace.after(batch.size());
                    batch.clear();
                    long put = records;
                    progress.show(() -> put + " records put");
                    requireNotStopped(put);
                }
            }
            records += writer.put(batch).size();
            progress.clear();
            spec.commandLine().getErr().println(records + " records put to stream " + stream.name);
            report(records, "stream", stream.name);
        }
    }

    private void report(long records, String where, String name) {
        if (json) {
            spec.commandLine()
                    .getOut()
                    .println(JsonNodeFactory.instance
                            .objectNode()
                            .put("records", records)
                            .put(where, name));
        }
    }

    /** The process is told to end: what has been done is said, and the rest left. */
    private void requireNotStopped(long done) throws InterruptedException {
        if (Thread.interrupted()) {
            spec.commandLine().getErr().println(done + " records done");
            throw new InterruptedException("stopped after " + done + " records");
        }
    }

    private long write(SimulatorSettings settings, String target) throws IOException, InterruptedException {
        if (target.equals("-")) {
            return write(settings, new BufferedOutputStream(System.out));
        }
        // Not by a channel, which an interrupt closes in the middle of a record.
        try (OutputStream file = new BufferedOutputStream(new FileOutputStream(target))) {
            return write(settings, file);
        }
    }

    private long write(SimulatorSettings settings, OutputStream file) throws IOException, InterruptedException {
        long records = 0;
        for (SimulatedRecord record : new CallSimulator(settings)) {
            file.write(record.data());
            file.write('\n');
            records++;
            requireNotStopped(records);
        }
        file.flush();
        return records;
    }

    /** Spreads batches over time; a rate of 0 does not. */
    private static final class Pace {
        private final int rate;
        private final long start = System.nanoTime();
        private long done;

        Pace(int rate) {
            this.rate = rate;
        }

        int batch(int most) {
            return rate == 0 ? most : Math.max(1, Math.min(most, rate / 10));
        }

        void after(int records) throws InterruptedException {
            done += records;
            if (rate > 0) {
                long due = start + done * 1_000_000_000L / rate;
                Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
            }
        }
    }
}
