package io.github.calllake.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.archive.CallAnalyticsDecoder;
import io.github.calllake.archive.FailedReplay;
import io.github.calllake.lake.FailedEvent;
import io.github.calllake.lake.FailedEventReader;
import io.github.calllake.lake.FileCompression;
import io.github.calllake.lake.LakeFiles;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "failed",
        description = "Counts the records that could not become rows, and puts back those that can now.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  call-lake failed --bucket s3://my-bucket --day 2026-03-01",
            "  call-lake failed --bucket s3://my-bucket --replay"
        })
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class FailedCommand implements Callable<Integer> {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What else stands there may be anything, call content too. */
    private static final Pattern DETAIL_TYPE = Pattern.compile("[A-Za-z][A-Za-z0-9 _.-]{0,63}");

    @Spec
    private CommandSpec spec;

    @Mixin
    private LakeOptions lake;

    @Option(
            names = "--day",
            paramLabel = "2026-03-01",
            converter = Days.class,
            description = "Only those that arrived on this day (UTC).")
    private @Nullable LocalDate day;

    @Option(names = "--replay", description = "Read them again, and make rows of those that can be read now.")
    private boolean replay;

    @Option(
            names = "--show-data",
            description = "Print each with its record as it came. That is call content: mind where it goes.")
    private boolean showData;

    @Option(names = "--json", description = "Print JSON, one object a line.")
    private boolean json;

    private record Kind(String errorCode, String detailType, String shard) {

        private static final Comparator<Kind> ORDER = Comparator.comparing(Kind::errorCode)
                .thenComparing(Kind::detailType)
                .thenComparing(Kind::shard);
    }

    @Override
    public Integer call() {
        LakeLayout layout = lake.layout();
        Predicate<LocalDate> days = candidate -> day == null || candidate.equals(day);
        try (LakeStore store = LakeStore.open(layout.bucket())) {
            store.requireBucket();
            if (replay) {
                replay(store, layout, days);
            } else if (showData) {
                try (Stream<FailedEvent> events = events(store, layout, days)) {
                    events.forEach(this::show);
                }
            } else {
                count(store, layout, days);
            }
        }
        return 0;
    }

    private static Stream<FailedEvent> events(LakeStore store, LakeLayout layout, Predicate<LocalDate> days) {
        return FailedEventReader.read(store, layout).filter(event -> days.test(LakeLayout.dayOf(event.arrival())));
    }

    private void replay(LakeStore store, LakeLayout layout, Predicate<LocalDate> days) {
        FailedReplay.Outcome outcome = replayed(store, layout, days);
        if (json) {
            spec.commandLine()
                    .getOut()
                    .println(JsonNodeFactory.instance
                            .objectNode()
                            .put("replayed", outcome.replayed())
                            .put("failing", outcome.failing())
                            .put("filesLeft", outcome.left()));
            return;
        }
        spec.commandLine()
                .getOut()
                .println("replayed=" + outcome.replayed() + " still failing=" + outcome.failing()
                        + " files left for later=" + outcome.left());
    }

    private FailedReplay.Outcome replayed(LakeStore store, LakeLayout layout, Predicate<LocalDate> days) {
        LakeFiles definition = LakeFiles.at(store, layout);
        FailedReplay replay = new FailedReplay(
                store,
                definition.layout(),
                definition.tables(),
                CallAnalyticsDecoder.unpacked(definition.tables()),
                FileCompression.ZSTD,
                Duration.ofHours(24),
                Clock.systemUTC());
        ProgressLine progress = ProgressLine.on(spec.commandLine().getErr());
        try {
            return replay.replay(
                    days, (done, all) -> progress.show(() -> done + " of " + all + " files of failed events read"));
        } finally {
            progress.clear();
        }
    }

    private void count(LakeStore store, LakeLayout layout, Predicate<LocalDate> days) {
        Map<Kind, Long> counts = new TreeMap<>(Kind.ORDER);
        try (Stream<FailedEvent> events = events(store, layout, days)) {
            events.forEach(event ->
                    counts.merge(new Kind(event.errorCode(), detailType(event), event.shard()), 1L, Long::sum));
        }
        PrintWriter out = spec.commandLine().getOut();
        counts.forEach((kind, count) -> {
            if (json) {
                out.println(JsonNodeFactory.instance
                        .objectNode()
                        .put("errorCode", kind.errorCode())
                        .put("detailType", kind.detailType())
                        .put("shard", kind.shard())
                        .put("count", count));
            } else {
                String type = kind.detailType().isEmpty() ? "unknown" : "'" + kind.detailType() + "'";
                out.println(count + " " + kind.errorCode() + ", detail type " + type + ", " + kind.shard());
            }
        });
        if (counts.isEmpty() && !json) {
            out.println("No failed events.");
        }
    }

    /** The record's detail type, of whatever kind; empty if there is none, or nothing that looks like one. */
    private static String detailType(FailedEvent event) {
        try {
            JsonNode type = MAPPER.readTree(event.rawData()).path("detail-type");
            return type.isTextual() && DETAIL_TYPE.matcher(type.textValue()).matches() ? type.textValue() : "";
        } catch (IOException e) {
            // No JSON, which is why it failed.
            return "";
        }
    }

    private void show(FailedEvent event) {
        ObjectNode shown = JsonNodeFactory.instance
                .objectNode()
                .put("arrival", event.arrival().toString())
                .put("shard", event.shard())
                .put("sequenceNumber", event.sequenceNumber())
                .put("subsequenceNumber", event.subsequenceNumber())
                .put("errorCode", event.errorCode())
                .put("errorMessage", event.errorMessage())
                .put("data", new String(event.rawData(), StandardCharsets.UTF_8));
        spec.commandLine().getOut().println(shown);
    }
}
