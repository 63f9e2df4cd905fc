package io.github.calllake.cli.bench;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of the benches that look for calls in days of simulated events: both measure the same lake. */
final class DaysOfCalls {

    @Option(names = "--days", paramLabel = "N", defaultValue = "30", description = "How many; ${DEFAULT-VALUE}.")
    private int days;

    @Option(names = "--events", paramLabel = "N", defaultValue = "100000", description = "A day; ${DEFAULT-VALUE}.")
    private long eventsADay;

    @Option(
            names = "--roll-minutes",
            paramLabel = "N",
            defaultValue = "15",
            description = "How long the archiver collects; ${DEFAULT-VALUE}.")
    private int rollMinutes;

    int days() {
        return days;
    }

    /** The events, to be written. */
    RolledCalls calls(CommandSpec command) {
        if (days < 1 || eventsADay < 1 || rollMinutes < 1) {
            throw new ParameterException(command.commandLine(), "--days, --events and --roll-minutes are at least 1");
        }
        return new RolledCalls(days, eventsADay, rollMinutes);
    }
}
