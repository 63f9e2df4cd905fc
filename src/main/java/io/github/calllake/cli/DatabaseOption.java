package io.github.calllake.cli;

import io.github.calllake.engine.AthenaSettings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code --database}, for every command that needs the lake's catalog. */
final class DatabaseOption {

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--database",
            paramLabel = "NAME",
            defaultValue = "${env:CALL_LAKE_DATABASE:-}",
            description = "The lake's Glue database; else $CALL_LAKE_DATABASE.")
    private String name = "";

    /** For commands that can do without. */
    Optional<String> nameIfGiven() {
        return name.isEmpty() ? Optional.empty() : Optional.of(settings().database());
    }

    AthenaSettings settings() {
        return Usage.checked(command, "--database=NAME", name, AthenaSettings::of);
    }
}
