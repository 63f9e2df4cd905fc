package io.github.calllake.cli;

import io.github.calllake.engine.RedshiftSecret;
import io.github.calllake.engine.RedshiftSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How to reach the hot tier. The password comes from the environment only: a command line is seen by everybody. */
final class RedshiftOptions {

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--redshift-url",
            paramLabel = "URL",
            defaultValue = "${env:FLYWAY_URL:-}",
            description = "The workgroup's jdbc:redshift: URL; else $FLYWAY_URL. The password is $FLYWAY_PASSWORD.")
    private String url = "";

    @Option(
            names = "--redshift-user",
            paramLabel = "NAME",
            defaultValue = "${env:FLYWAY_USER:-}",
            description = "The database user; else $FLYWAY_USER.")
    private String user = "";

    @Option(
            names = "--redshift-secret",
            paramLabel = "NAME|ARN",
            description = "The entry of AWS Secrets Manager that has user and password, instead of $FLYWAY_PASSWORD.")
    private String secret = "";

    boolean isNamed() {
        return !url.isEmpty();
    }

    RedshiftSettings settings() {
        String password = Settings.of(command).environment().getOrDefault("FLYWAY_PASSWORD", "");
        if (!secret.isEmpty() && !password.isEmpty()) {
            throw Usage.wrong(command, "--redshift-secret and FLYWAY_PASSWORD are two passwords: give one of them");
        }
        RedshiftSettings settings =
                Usage.checked(command, "--redshift-url=URL", url, given -> RedshiftSettings.of(given, user, password));
        return secret.isEmpty() ? settings : RedshiftSecret.login(settings, secret);
    }
}
