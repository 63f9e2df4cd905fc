package io.github.calllake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.S3Place;
import io.github.calllake.operations.AthenaProbe;
import io.github.calllake.operations.Checkup;
import io.github.calllake.operations.Finding;
import io.github.calllake.operations.HotTier;
import io.github.calllake.operations.HotTierDoctor;
import io.github.calllake.operations.HotTierProbe;
import io.github.calllake.operations.Lake;
import io.github.calllake.operations.LakeDoctor;
import io.github.calllake.operations.RightsDoctor;
import io.github.calllake.operations.Severity;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.FleetTable;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        description =
                "Looks at the hot tier, the lake, or both, and says what is wrong, why it matters and what to do. Changes"
                        + " nothing.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The hot tier is looked at if --redshift-url is given, the lake if --bucket is, its tables and workgroup if --database is too.",
            "--probe asks a real Redshift what no documentation settles, with objects of its own in the schema "
                    + HotTierProbe.SCHEMA
                    + ", which it removes; what a killed one left, the next removes. With --database it asks"
                    + " Athena too.",
            "--rights shows what the caller lacks for a part, with the statement of its policy: run it with that part's role. Rights that",
            "no call without a consequence takes (to delete, to begin a query, to put a record) are named and not tried.",
            "Exit code 0: nothing is an error. 1: something is. 2: wrong usage. 4: could not look.",
            "",
            "Examples:",
            "  call-lake doctor --bucket s3://my-bucket --json",
            "  call-lake doctor --bucket s3://my-bucket --rights archiver"
        })
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class DoctorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HotTierOptions hotTierOptions;

    @Mixin
    private LakeOptions lake;

    @Option(
            names = "--keep",
            paramLabel = "7d",
            converter = Durations.class,
            defaultValue = "7d",
            description = "How long rows are meant to stay in the hot tier; ${DEFAULT-VALUE}.")
    private Duration keep;

    @Mixin
    private DatabaseOption database;

    @Option(
            names = "--fleet",
            paramLabel = "NAME",
            description = "Also look at the leases of this fleet of archivers; watches them for half of --failover.")
    private @Nullable String fleet;

    @Option(
            names = "--failover",
            paramLabel = "10s",
            converter = Durations.class,
            defaultValue = "10s",
            description = "With --fleet: the archivers' --failover; ${DEFAULT-VALUE}.")
    private Duration failover;

    @Option(names = "--probe", description = "Also ask what no documentation settles; makes and removes small objects.")
    private boolean probe;

    @Option(
            names = "--rights",
            paramLabel = "PART",
            split = ",",
            description =
                    "Also try the rights of archiver, reader or exporter, by calls that change nothing; as whoever runs it: the rights are the caller's.")
    private List<String> rights = List.of();

    @Option(
            names = "--state",
            paramLabel = "s3://NAME/PREFIX",
            description = "With --rights exporter: where the job file has its ledgers.")
    private @Nullable String state;

    @Option(
            names = "--destination",
            paramLabel = "s3://NAME/PREFIX",
            description = "With --rights exporter: where objects go.")
    private @Nullable String destination;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Optional<HotTier> hotTier = hotTierOptions.hotTierIfNamed();
        Optional<LakeLayout> layout = lake.layoutIfNamed();
        boolean asksAthena = probe && database.nameIfGiven().isPresent();
        if ((hotTier.isEmpty() && layout.isEmpty()) || (probe && hotTier.isEmpty() && !asksAthena)) {
            // Says what is missing.
            hotTierOptions.hotTier();
        }
        String streamName = hotTierOptions.streamName();
        Optional<DirectStream> stream = open("stream", () -> DirectStream.open(streamName));
        Optional<LakeStore> store = layout.flatMap(where -> open("lake", () -> LakeStore.open(where.bucket())));
        Optional<LakeCatalog> catalog = database.nameIfGiven().flatMap(name -> open("catalog", LakeCatalog::open));
        Optional<Lake> there = store.map(opened -> new Lake(opened, layout.orElseThrow()));
        try {
            Checkup checkup = new Checkup(List.of(), true);
            if (hotTier.isPresent()) {
                checkup =
                        checkup.and(new HotTierDoctor(hotTier.get(), stream, there, keep, Clock.systemUTC()).examine());
            }
            if (there.isPresent()) {
                checkup = checkup.and(new LakeDoctor(
                                there.get(), streamName, stream, catalog, database.nameIfGiven(), Clock.systemUTC())
                        .examine());
            }
            if (fleet != null && stream.isPresent()) {
                try (FleetTable table = FleetTable.open(fleet)) {
                    checkup = checkup.and(LakeDoctor.examineFleet(table, stream.get(), failover));
                }
            }
            if (probe && checkup.reached() && hotTier.isPresent()) {
                checkup = checkup.and(new HotTierProbe(hotTier.get()).ask());
            }
            if (asksAthena && catalog.isPresent()) {
                checkup = checkup.and(
                        new AthenaProbe(catalog.get(), database.nameIfGiven().orElseThrow()).ask());
            }
            if (!rights.isEmpty()) {
                checkup = checkup.and(rightsOf(stream, there, catalog));
            }
            print(checkup);
            return exitCode(checkup);
        } finally {
            stream.ifPresent(DirectStream::close);
            store.ifPresent(LakeStore::close);
            catalog.ifPresent(LakeCatalog::close);
        }
    }

    private Checkup rightsOf(Optional<DirectStream> stream, Optional<Lake> there, Optional<LakeCatalog> catalog) {
        PolicyNames names = new PolicyNames();
        Optional.ofNullable(Settings.of(spec).environment().get("AWS_REGION"))
                .filter(region -> !region.isEmpty())
                .ifPresent(region -> names.put("region", region));
        stream.ifPresent(named -> names.put("stream", named.name()));
        there.ifPresent(at -> names.lake(at.layout()));
        database.nameIfGiven().ifPresent(names::database);
        Optional<S3Place> ledgers = place("--state", state);
        Optional<S3Place> exports = place("--destination", destination);
        ledgers.ifPresent(at -> names.place("state", at));
        exports.ifPresent(at -> names.place("export", at));
        RightsDoctor doctor = new RightsDoctor(names.all(), Clock.systemUTC());
        try (LakeStores stores = new LakeStores()) {
            for (String part : rights) {
                switch (part) {
                    case "archiver" ->
                        doctor.archiver(needed(stream, part, "--stream"), needed(there, part, "--bucket"));
                    case "reader" ->
                        doctor.reader(
                                needed(there, part, "--bucket"),
                                needed(catalog, part, "--database"),
                                database.nameIfGiven().orElseThrow());
                    case "exporter" -> doctor.exporter(stores::of, needed(ledgers, part, "--state"), exports);
                    default ->
                        throw Usage.wrong(
                                spec,
                                "there are no rights of '" + part + "' to try, but of archiver, reader, exporter");
                }
            }
            return doctor.examine();
        }
    }

    private <T> T needed(Optional<T> thing, String part, String option) {
        return thing.orElseThrow(() -> Usage.wrong(spec, "--rights " + part + " needs " + option));
    }

    private Optional<S3Place> place(String option, @Nullable String address) {
        return Optional.ofNullable(address).map(given -> S3Place.of(given)
                .orElseThrow(() -> Usage.wrong(spec, option + " is s3://NAME/PREFIX here, not '" + given + "'")));
    }

    /** Opened as they are asked for. */
    private static final class LakeStores implements AutoCloseable {

        private final Map<String, LakeStore> open = new LinkedHashMap<>();

        LakeStore of(String bucket) {
            return open.computeIfAbsent(bucket, LakeStore::open);
        }

        @Override
        public void close() {
            open.values().forEach(LakeStore::close);
        }
    }

    /** The SDK makes no client without a Region. What there is to see without it is worth a look. */
    private <T> Optional<T> open(String what, Supplier<T> client) {
        try {
            return Optional.of(client.get());
        } catch (RuntimeException e) {
            spec.commandLine().getErr().println("The " + what + " cannot be asked: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static int exitCode(Checkup checkup) {
        if (!checkup.reached()) {
            return ExitCode.COULD_NOT_LOOK.code();
        }
        return (checkup.worst() == Severity.ERROR ? ExitCode.FAILED : ExitCode.DONE).code();
    }

    private void print(Checkup checkup) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(checkup));
            return;
        }
        for (Finding finding : checkup.findings()) {
            out.println(String.format(Locale.ROOT, "%-8s %-24s %s", severity(finding), finding.id(), finding.what()));
            more(out, "why", finding.why());
            more(out, "fix", finding.fix());
        }
    }

    private static void more(PrintWriter out, String label, String text) {
        if (!text.isEmpty()) {
            out.println(String.format(Locale.ROOT, "%-8s %-24s %s: %s", "", "", label, text));
        }
    }

    private static String severity(Finding finding) {
        return finding.severity().name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode json(Checkup checkup) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("reached", checkup.reached());
        object.put("worst", checkup.worst().name().toLowerCase(Locale.ROOT));
        ArrayNode findings = object.putArray("findings");
        for (Finding finding : checkup.findings()) {
            findings.addObject()
                    .put("id", finding.id())
                    .put("severity", severity(finding))
                    .put("what", finding.what())
                    .put("why", finding.why())
                    .put("fix", finding.fix());
        }
        return object;
    }
}
