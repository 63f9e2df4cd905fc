package io.github.calllake.cli;

import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.catalog.LakeChange;
import io.github.calllake.lake.LakeDefinition;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** For commands that change the catalog. */
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class LakeChangeOptions {

    @Option(names = "--dry-run", description = "Only say what would be done.")
    boolean dryRun;

    @Mixin
    LakeReport report;

    Integer run(
            CommandSpec spec,
            DatabaseOption database,
            Function<LakeCatalog, Function<LakeDefinition, LakeChange>> change) {
        String name = database.settings().database();
        try (LakeCatalog catalog = LakeCatalog.open()) {
            run(spec, change.apply(catalog).apply(catalog.lake(name)));
        }
        return 0;
    }

    void run(CommandSpec spec, LakeChange change) {
        report.change(spec.commandLine().getOut(), change, dryRun);
    }
}
