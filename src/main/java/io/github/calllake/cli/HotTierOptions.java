package io.github.calllake.cli;

import io.github.calllake.engine.HotTierTopology;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.operations.HotTier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The hot tier as it should be, with the same environment that {@code mvn flyway:migrate} reads. */
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class HotTierOptions {

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Mixin
    private RedshiftOptions redshift;

    @Mixin
    private StreamOption stream;

    @Option(
            names = "--kinesis-schema",
            paramLabel = "NAME",
            defaultValue = "${env:FLYWAY_PLACEHOLDERS_KINESIS_SCHEMA:-}",
            description = "The external schema over Kinesis; else that of the migrations.")
    private String kinesisSchema = "";

    @Option(
            names = "--iam-role",
            paramLabel = "default|ARN",
            defaultValue = "${env:FLYWAY_PLACEHOLDERS_KINESIS_IAM_ROLE:-default}",
            description = "The role that the external schema should have.")
    private String iamRole = "";

    @Option(
            names = "--stream-region",
            paramLabel = "REGION",
            defaultValue = "",
            description = "The Region that the external schema should name; none if it is the workgroup's.")
    private String region = "";

    @Option(
            names = "--schema",
            paramLabel = "NAME",
            defaultValue = "${env:FLYWAY_DEFAULT_SCHEMA:-call_analytics}",
            description = "The application schema; ${DEFAULT-VALUE}.")
    private String schema = "";

    @Option(
            names = "--topology",
            paramLabel = "NAME",
            defaultValue = "${env:FLYWAY_PLACEHOLDERS_TOPOLOGY:-per-detail-type}",
            description = "per-detail-type or landing, as it was migrated.")
    private String topology = "";

    /** For commands that can do without. */
    Optional<HotTier> hotTierIfNamed() {
        return redshift.isNamed() ? Optional.of(hotTier()) : Optional.empty();
    }

    String streamName() {
        return stream.name;
    }

    HotTier hotTier() {
        RedshiftSettings given = redshift.settings();
        RedshiftSettings settings = Usage.checked(command, () -> given.withSchema(schema));
        HotTier usual = HotTier.of(settings, stream.name);
        return Usage.checked(
                command,
                () -> new HotTier(
                        usual.redshift(),
                        kinesisSchema.isEmpty() ? usual.kinesisSchema() : kinesisSchema,
                        stream.name,
                        iamRole,
                        Optional.of(region).filter(name -> !name.isEmpty()),
                        HotTierTopology.fromText(topology)));
    }
}
