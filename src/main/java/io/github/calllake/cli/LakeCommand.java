package io.github.calllake.cli;

import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "lake",
        description = "The lake's catalog in Glue and Athena, and how far the lake is.",
        mixinStandardHelpOptions = true,
        subcommands = {LakeCommand.Create.class, LakeWatermarkCommand.class})
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class LakeCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: create or watermark");
    }

    @Command(
            name = "create",
            description = "Makes database, tables, workgroup and flat views; what is there is brought up to date.",
            mixinStandardHelpOptions = true)
    @SuppressWarnings("NullAway.Init") // As above.
    static final class Create implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOption database;

        @Mixin
        private LakeOptions lake;

        @Override
        public Integer call() {
            AthenaSettings settings = database.settings();
            LakeLayout layout = lake.layout();
            try (LakeStore store = LakeStore.open(layout.bucket());
                    LakeCatalog catalog = LakeCatalog.open()) {
                store.createBucketIfAbsent();
                catalog.create(settings, layout);
            }
            spec.commandLine()
                    .getOut()
                    .println("Database " + settings.database() + " over " + layout.address() + ", workgroup "
                            + settings.workGroup() + ".");
            return 0;
        }
    }
}
