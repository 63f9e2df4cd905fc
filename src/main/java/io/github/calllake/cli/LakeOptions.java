package io.github.calllake.cli;

import io.github.calllake.lake.LakeLayout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code --bucket}, for every command that needs the lake's place. */
final class LakeOptions {

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--bucket",
            paramLabel = "s3://NAME[/PREFIX]",
            description = "Where the lake lies; else $CALL_LAKE_BUCKET. The default prefix is "
                    + LakeLayout.DEFAULT_PREFIX + ".")
    private @Nullable String bucket;

    LakeLayout layout() {
        return Usage.checked(command, "--bucket=s3://NAME[/PREFIX]", address().orElse(""), LakeLayout::parse);
    }

    /** For commands that can do without. */
    Optional<LakeLayout> layoutIfNamed() {
        return address().map(given -> layout());
    }

    private Optional<String> address() {
        return Optional.ofNullable(bucket);
    }
}
