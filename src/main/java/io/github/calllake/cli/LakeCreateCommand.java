package io.github.calllake.cli;

import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "create",
        description = {
            "Makes database, ten tables, workgroup and flat views over a bucket that is there.",
            "A half that was left by a run before is completed; if it cannot go on, what it made is removed again.",
            "Or, with --adopt, takes a Chime data lake over in place: adds columns and views, alters nothing else."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  call-lake lake create --database calls --bucket s3://my-bucket --dry-run",
            "  call-lake lake create --adopt chime --cutover 2026-03-01T12:00:00Z --dry-run"
        })
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class LakeCreateCommand implements Callable<Integer> {

    private static final String TYPE = "createcallanalyticsdatalake";

    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Mixin
    private LakeOptions lake;

    @Mixin
    private LakeChangeOptions change;

    @Option(
            names = "--stream",
            paramLabel = "NAME",
            defaultValue = "${env:CALL_LAKE_STREAM}",
            description = "The Kinesis data stream that the lake is archived from; else $$CALL_LAKE_STREAM.")
    private @Nullable String stream;

    @Option(
            names = "--data-lake-type",
            paramLabel = "TYPE",
            defaultValue = "Create Call Analytics DataLake",
            description = "As the Chime data lake's stack has it, in whatever spelling; there is but one.")
    private String type;

    @Option(
            names = "--post-call",
            paramLabel = "s3://NAME/PREFIX",
            description = "Where Amazon Transcribe writes its post-call files; else post_call/ in the lake.")
    private @Nullable String postCall;

    @Option(
            names = "--scan-limit-gb",
            paramLabel = "N",
            defaultValue = "1024",
            description = "How much a query in the lake's workgroup may scan at most; ${DEFAULT-VALUE}.")
    private long scanLimitGigabytes;

    @Option(
            names = "--results-key",
            paramLabel = "ARN",
            description = "The KMS key that encrypts query results; else S3's own encryption does.")
    private @Nullable String resultsKey;

    @Option(
            names = "--restricted",
            description =
                    "Also makes NAME_restricted, for readers who are not to see numbers, SIP headers and metadata.")
    private boolean restricted;

    @Option(
            names = "--adopt",
            paramLabel = "DATABASE",
            description =
                    "Take over the Chime data lake of this Glue database. Root, column names and service types come"
                            + " from its tables.")
    private @Nullable String adopt;

    @Option(
            names = "--cutover",
            paramLabel = "TIME",
            converter = Instants.class,
            description = "For --adopt: the archiver takes what arrives then or later, e.g. 2026-03-01T12:00:00Z.")
    private @Nullable Instant cutover;

    @Option(
            names = "--overlap",
            paramLabel = "24h",
            converter = Durations.class,
            description =
                    "For --adopt: how long after it the other lake's delivery stream may go on; 24h, or what was said"
                            + " before. Saying it again changes it.")
    private @Nullable Duration overlap;

    @Override
    public Integer call() {
        if (adopt != null) {
            return takeOver(adopt);
        }
        if (cutover != null || overlap != null) {
            throw Usage.wrong(spec, "--cutover and --overlap go with --adopt");
        }
        LakeDefinition definition = Usage.checked(spec, this::definition);
        try (LakeCatalog catalog = LakeCatalog.open()) {
            change.run(spec, catalog.creation(definition));
        }
        return 0;
    }

    private Integer takeOver(String name) {
        if (cutover == null) {
            throw Usage.wrong(spec, "--adopt goes with --cutover TIME");
        }
        if (restricted) {
            throw Usage.wrong(
                    spec,
                    "--restricted goes with what is ours already: after --adopt, `call-lake lake upgrade --restricted`");
        }
        Instant from = cutover;
        String taken = Usage.checked(spec, () -> AthenaSettings.of(name)).database();
        try (LakeCatalog catalog = LakeCatalog.open()) {
            change.run(
                    spec,
                    Usage.checked(
                            spec,
                            () -> catalog.takeover(
                                    taken, Optional.ofNullable(stream), from, Optional.ofNullable(overlap))));
        }
        return 0;
    }

    private LakeDefinition definition() {
        if (!type.replaceAll("\\s", "").toLowerCase(Locale.ROOT).equals(TYPE)) {
            throw new IllegalArgumentException(
                    "--data-lake-type can only be \"Create Call Analytics DataLake\", not \"" + type + "\"");
        }
        LakeLayout layout = lake.layout();
        LakeDefinition definition =
                LakeDefinition.of(database.settings().database(), layout).withScanLimitBytes(scanLimitGigabytes << 30);
        definition = stream == null ? definition : definition.withStream(stream);
        definition = restricted ? definition.withRestricted() : definition;
        definition = postCall == null ? definition : definition.withPostCall(postCall);
        return resultsKey == null ? definition : definition.withResultsKey(resultsKey);
    }
}
