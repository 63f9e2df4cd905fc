package io.github.calllake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.operations.Discrepancy;
import io.github.calllake.operations.HotTier;
import io.github.calllake.operations.Lake;
import io.github.calllake.operations.Reconcile;
import io.github.calllake.operations.Reconciliation;
import io.github.calllake.operations.Reconciliation.Counts;
import io.github.calllake.operations.Reconciliation.Held;
import io.github.calllake.stream.DirectStream;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.time.ZoneOffset;
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
        name = "reconcile",
        description =
                "Counts a day's records in stream, hot tier, lake and failed events, by shard, detail type and hour, and"
                        + " explains every difference. Changes nothing.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Reads the day of the stream as one more consumer, and the lake's tables over a year of folders, since late events lie there.",
            "Exit code 0: every difference is explained. 1: one is not. 2: wrong usage.",
            "",
            "Example:",
            "  call-lake reconcile --day 2026-03-01 --bucket s3://my-bucket --json"
        })
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class ReconcileCommand implements Callable<Integer> {
    private static final int UNEXPLAINED = 1;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HotTierOptions hotTierOptions;

    @Mixin
    private LakeOptions lake;

    @Mixin
    private DatabaseOption database;

    @Option(
            names = "--day",
            paramLabel = "2026-03-01",
            converter = Days.class,
            description = "The day of arrival, in UTC; yesterday.")
    private @Nullable LocalDate day;

    @Option(names = "--no-stream", description = "Do not read the stream.")
    private boolean noStream;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        HotTier hotTier = hotTierOptions.hotTier();
        LakeLayout layout = lake.layout();
        if (day != null && day.isAfter(LocalDate.now(ZoneOffset.UTC))) {
            throw Usage.wrong(spec, "--day is " + day + ", which has not begun in UTC");
        }
        Progress progress = new Progress(spec.commandLine().getErr());
        try (QueryEngine hot = RedshiftEngine.open(hotTier.redshift());
                QueryEngine cold = AthenaEngine.open(database.settings());
                LakeStore store = LakeStore.open(layout.bucket());
                DirectStream stream = DirectStream.open(hotTier.stream())) {
            Reconciliation result = new Reconcile(
                            hotTier,
                            hot,
                            cold,
                            new Lake(store, layout),
                            noStream ? Optional.empty() : Optional.of(stream),
                            progress::step)
                    .of(Optional.ofNullable(day)
                            .orElseGet(() -> LocalDate.now(ZoneOffset.UTC).minusDays(1)));
            print(result);
            return result.isExplained() ? 0 : UNEXPLAINED;
        }
    }

    private void print(Reconciliation result) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(result));
            return;
        }
        for (Discrepancy each : result.discrepancies()) {
            out.println(String.format(
                    Locale.ROOT,
                    "%-11s %s %s %s: %d %s%s%s",
                    each.cause().isExplained() ? "explained" : "UNEXPLAINED",
                    each.hour().map(Object::toString).orElseGet(() -> result.day()
                            .toString()),
                    each.shard(),
                    each.type(),
                    each.records(),
                    each.cause().words(),
                    each.first().isEmpty() ? "" : " (" + each.first() + " to " + each.last() + ")",
                    each.detail().isEmpty() ? "" : "; " + each.detail()));
        }
        result.unread().forEach(out::println);
        long unexplained = result.discrepancies().stream()
                .filter(each -> !each.cause().isExplained())
                .count();
        out.println(String.format(
                Locale.ROOT,
                "%s: stream %s, hot tier %d, lake and failed events %d records in %d hours of shards and types; %d differences, %d of them"
                        + " unexplained",
                result.day(),
                noStream
                        ? "not read"
                        : result.counts().stream()
                                .mapToLong(counts ->
                                        counts.stream().map(Held::records).orElse(0L))
                                .sum(),
                result.counts().stream()
                        .mapToLong(counts -> counts.hot().records())
                        .sum(),
                result.counts().stream()
                        .mapToLong(counts -> counts.lake().records())
                        .sum(),
                result.counts().size(),
                result.discrepancies().size(),
                unexplained));
    }

    private static ObjectNode json(Reconciliation result) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("day", result.day().toString());
        object.put("explained", result.isExplained());
        ArrayNode counts = object.putArray("counts");
        for (Counts each : result.counts()) {
            ObjectNode entry = counts.addObject();
            entry.put("shard", each.shard())
                    .put("type", each.type())
                    .put("hour", each.hour().toString());
            each.stream().ifPresent(held -> entry.set("stream", held(held)));
            entry.set("hot", held(each.hot()));
            entry.set("lake", held(each.lake()));
        }
        ArrayNode discrepancies = object.putArray("discrepancies");
        for (Discrepancy each : result.discrepancies()) {
            ObjectNode entry = discrepancies.addObject();
            entry.put("shard", each.shard()).put("type", each.type());
            each.hour().ifPresent(hour -> entry.put("hour", hour.toString()));
            entry.put("cause", each.cause().name().toLowerCase(Locale.ROOT))
                    .put("explained", each.cause().isExplained())
                    .put("records", each.records())
                    .put("first", each.first())
                    .put("last", each.last())
                    .put("detail", each.detail());
        }
        ArrayNode unread = object.putArray("unread");
        result.unread().forEach(unread::add);
        return object;
    }

    private static ObjectNode held(Held held) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("records", held.records())
                .put("first", held.first())
                .put("last", held.last());
    }
}
