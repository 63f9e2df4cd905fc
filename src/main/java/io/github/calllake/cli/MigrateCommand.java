package io.github.calllake.cli;

import io.github.calllake.engine.HotTierMigrations;
import io.github.calllake.engine.HotTierSettings;
import io.github.calllake.engine.RedshiftSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "migrate",
        description = "Brings a Redshift workgroup's views up to date, as mvn flyway:migrate does.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class MigrateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private RedshiftOptions redshift;

    @Mixin
    private StreamOption stream;

    @Option(
            names = "--iam-role",
            paramLabel = "default|'ARN'",
            defaultValue = "${env:FLYWAY_PLACEHOLDERS_KINESIS_IAM_ROLE:-default}",
            description = "The role that reads the stream: default, or an ARN in single quotes.")
    private String iamRole;

    @Override
    public Integer call() {
        RedshiftSettings settings = redshift.settings();
        HotTierSettings hotTier =
                Usage.checked(spec, () -> HotTierSettings.of(stream.name).withIamRole(iamRole));
        int applied = HotTierMigrations.migrate(settings, hotTier);
        spec.commandLine().getOut().println(applied == 0 ? "Up to date." : applied + " migrations applied.");
        return 0;
    }
}
