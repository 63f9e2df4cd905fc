package io.github.calllake.cli;

import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.lake.LakeDefinition;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "lake",
        description = "The lake's catalog in Glue and Athena, and how far the lake is.",
        mixinStandardHelpOptions = true,
        subcommands = {
            LakeCreateCommand.class,
            LakeCommand.Describe.class,
            LakeCommand.Verify.class,
            LakeCommand.Upgrade.class,
            LakeCommand.Drop.class,
            LakeCommand.Release.class,
            LakeWatermarkCommand.class
        })
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class LakeCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing: create, describe, verify, upgrade, drop, release or watermark");
    }

    @Command(
            name = "describe",
            description = "Says what a lake is and where it lies.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  call-lake lake describe --database call_lake"})
    @SuppressWarnings("NullAway.Init") // As above.
    static final class Describe implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOption database;

        @Mixin
        private LakeReport report;

        @Override
        public Integer call() {
            String name = database.settings().database();
            try (LakeCatalog catalog = LakeCatalog.open()) {
                PrintWriter out = spec.commandLine().getOut();
                LakeDefinition lake = catalog.lake(name);
                report.describe(out, lake, catalog.describe(lake));
            }
            return 0;
        }
    }

    @Command(
            name = "verify",
            description = "Holds what is deployed against the definition; exit code 1 if it differs.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  call-lake lake verify --database call_lake --json"})
    @SuppressWarnings("NullAway.Init") // As above.
    static final class Verify implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOption database;

        @Mixin
        private LakeReport report;

        @Override
        public Integer call() {
            String name = database.settings().database();
            try (LakeCatalog catalog = LakeCatalog.open()) {
                LakeDefinition lake = catalog.lake(name);
                return report.differences(spec.commandLine().getOut(), lake, catalog.verify(lake));
            }
        }
    }

    @Command(
            name = "upgrade",
            description = {
                "Adds the tables, columns and views that are missing, and makes views anew; drops nothing.",
                "Exit code 1 if something still differs."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  call-lake lake upgrade --database call_lake --dry-run"})
    @SuppressWarnings("NullAway.Init") // As above.
    static final class Upgrade implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOption database;

        @Mixin
        private LakeChangeOptions change;

        @Option(
                names = "--restricted",
                description =
                        "Also makes NAME_restricted, for readers who are not to see numbers, SIP headers and metadata.")
        private boolean restricted;

        @Override
        public Integer call() {
            String name = database.settings().database();
            try (LakeCatalog catalog = LakeCatalog.open()) {
                LakeDefinition known = catalog.lake(name);
                LakeDefinition lake = restricted ? known.withRestricted() : known;
                change.run(spec, catalog.upgrade(lake));
                return change.dryRun
                        ? ExitCode.DONE.code()
                        : change.report.differences(spec.commandLine().getOut(), lake, catalog.verify(lake));
            }
        }
    }

    @Command(
            name = "drop",
            description = "Removes a lake's own part of the catalog. Data is never deleted.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  call-lake lake drop --database call_lake --dry-run"})
    @SuppressWarnings("NullAway.Init") // As above.
    static final class Drop implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOption database;

        @Mixin
        private LakeChangeOptions change;

        @Override
        public Integer call() {
            return change.run(spec, database, catalog -> catalog::removal);
        }
    }

    @Command(
            name = "release",
            description = {
                "Puts a lake back that was taken over: takes our columns, views and definition off. Stop the archiver first.",
                "No file is deleted: what the archiver wrote stays in the other lake's tables."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  call-lake lake release --database chime_lake --dry-run"})
    @SuppressWarnings("NullAway.Init") // As above.
    static final class Release implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOption database;

        @Mixin
        private LakeChangeOptions change;

        @Override
        public Integer call() {
            return change.run(spec, database, catalog -> catalog::release);
        }
    }
}
