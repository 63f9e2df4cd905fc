package io.github.calllake.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.calllake.engine.HotTierMigrations;
import io.github.calllake.engine.HotTierSettings;
import io.github.calllake.engine.HotTierTopology;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "migrate",
        description = "Brings a Redshift workgroup's views up to date, as mvn flyway:migrate does.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  call-lake migrate --stream calls --topology landing",
            "  call-lake migrate --stream calls --redshift-secret call-lake/operator"
        })
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
            paramLabel = "default|ARN",
            defaultValue = "${env:FLYWAY_PLACEHOLDERS_KINESIS_IAM_ROLE:-default}",
            description = "The role that reads the stream: default, or an ARN.")
    private String iamRole;

    @Option(
            names = "--topology",
            paramLabel = "NAME",
            defaultValue = "${env:FLYWAY_PLACEHOLDERS_TOPOLOGY:-per-detail-type}",
            description = "How Redshift reads the stream: per-detail-type, eight streaming views; or landing, one.")
    private String topology;

    @Option(
            names = "--schema",
            paramLabel = "NAME",
            defaultValue = "${env:FLYWAY_DEFAULT_SCHEMA:-call_analytics}",
            description = "The application schema. Names of schemas and roles that are not given begin with it.")
    private String schema;

    @Option(
            names = "--kinesis-schema",
            paramLabel = "NAME",
            defaultValue = "${env:FLYWAY_PLACEHOLDERS_KINESIS_SCHEMA}",
            description = "The external schema over Kinesis; else <schema>_stream.")
    private @Nullable String kinesisSchema;

    @Option(
            names = "--stream-region",
            paramLabel = "REGION",
            description = "The stream's region, if it is not the workgroup's own.")
    private @Nullable String streamRegion;

    @Option(
            names = "--reader-role",
            paramLabel = "NAME",
            defaultValue = "${env:FLYWAY_PLACEHOLDERS_READER_ROLE}",
            description = "The database role that may read the flat views; else <schema>_reader.")
    private @Nullable String readerRole;

    @Option(
            names = "--restricted-reader-role",
            paramLabel = "NAME",
            defaultValue = "${env:FLYWAY_PLACEHOLDERS_RESTRICTED_READER_ROLE}",
            description = "The one that may read them without phone numbers, SIP headers and free-form metadata, in"
                    + " <schema>_restricted; else <schema>_restricted_reader.")
    private @Nullable String restrictedReaderRole;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        HotTierSettings hotTier = Usage.checked(spec, this::hotTier);
        int applied = HotTierMigrations.migrate(redshift.settings(), hotTier);
        String text =
                applied == 0 ? "Up to date." : applied + (applied == 1 ? " script applied." : " scripts applied.");
        spec.commandLine()
                .getOut()
                .println(json ? JsonNodeFactory.instance.objectNode().put("applied", applied) : text);
        return ExitCode.DONE.code();
    }

    private HotTierSettings hotTier() {
        HotTierSettings defaults = HotTierSettings.of(schema, stream.name);
        return new HotTierSettings(
                schema,
                Objects.requireNonNullElse(kinesisSchema, defaults.kinesisSchema()),
                stream.name,
                Optional.ofNullable(streamRegion),
                iamRole,
                HotTierTopology.fromText(topology),
                Objects.requireNonNullElse(readerRole, defaults.readerRole()),
                Objects.requireNonNullElse(restrictedReaderRole, defaults.restrictedReaderRole()));
    }
}
