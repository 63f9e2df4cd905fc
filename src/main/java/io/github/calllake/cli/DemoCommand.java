package io.github.calllake.cli;

import io.github.calllake.local.kinesis.KinesisSettings;
import io.github.calllake.simulate.SimulatorSettings;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = {
            "Starts the local stack, migrates, puts events, archives, and holds both tiers against each other.",
            "Exits 0 only if every record is accounted for and both tiers agree."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  call-lake demo", "  call-lake demo --events my-events.ndjson --json"})
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--events",
            paramLabel = "FILE|-",
            description = "Put these events, one JSON a line; else simulated.")
    private @Nullable String events;

    @Mixin
    private SimulationOptions simulation;

    @Option(names = "--dir", paramLabel = "DIR", description = "Keep all state there; else it is temporary.")
    private @Nullable Path directory;

    @Option(names = "--json", description = "Print one JSON object instead of the table.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Usage.requireNotEmpty(spec, "--dir", directory);
        Progress progress = new Progress(spec.commandLine().getErr());
        Optional<SimulatorSettings> calls = events == null ? Optional.of(simulated()) : Optional.empty();
        try (DemoEvents source = open(calls);
                LocalStack stack = LocalStack.start(directory)) {
            // All its records come at once, for which two shards would take some seconds.
            stack.aws().kinesis().use(KinesisSettings.UNLIMITED);
            progress.step("the local stack is up in " + stack.aws().directory());
            DemoReport report = new DemoRun(stack, Clock.systemUTC(), progress).run(source, calls);
            spec.commandLine().getOut().println(json ? report.json() : report.table());
            report.complaints().forEach(progress::step);
            return (report.agree() ? ExitCode.DONE : ExitCode.FAILED).code();
        }
    }

    private SimulatorSettings simulated() {
        return Usage.checked(spec, () -> simulation.settings(Clock.systemUTC()).toBuilder()
                .postCallLocation(DemoRun.postCallLocation())
                .build());
    }

    private DemoEvents open(Optional<SimulatorSettings> calls) throws IOException {
        if (calls.isPresent()) {
            return DemoEvents.simulated(calls.get());
        }
        String name = String.valueOf(events);
        InputStream lines = name.equals("-") ? System.in : Files.newInputStream(file(name));
        return DemoEvents.lines(new BufferedInputStream(lines));
    }

    private Path file(String name) {
        Path file = Path.of(name);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw Usage.wrong(spec, "--events: there is no file " + name + " that can be read");
        }
        return file;
    }
}
