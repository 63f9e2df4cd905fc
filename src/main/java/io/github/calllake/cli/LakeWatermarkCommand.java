package io.github.calllake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.CallLakeException;
import io.github.calllake.lake.CompletionWatermark;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.ShardProgress;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "watermark",
        description = {
            "Says up to which arrival every record of a stream is in the lake, and how far each of its shards is archived.",
            "Reads the lake alone."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  call-lake lake watermark --stream calls --bucket s3://my-bucket --json"})
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class LakeWatermarkCommand implements Callable<Integer> {

    private static final String ROW = "%-24s %-7s %9s  %-26s %10s  %s";

    @Spec
    private CommandSpec spec;

    @Mixin
    private StreamOption stream;

    @Mixin
    private LakeOptions lake;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        LakeLayout layout = lake.layout();
        try (LakeStore store = LakeStore.open(layout.bucket())) {
            store.requireBucket();
            CompletionWatermark archived = CompletionWatermark.read(store, layout, stream.name)
                    .orElseThrow(() -> new CallLakeException(
                            "Nothing of stream " + stream.name + " is archived at " + layout.address()
                                    + ". Is the archiver running, and are stream and bucket the ones it was given?"));
            Instant now = Clock.systemUTC().instant();
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(json(archived, now));
            } else {
                print(archived, now, out);
            }
        }
        return 0;
    }

    private static void print(CompletionWatermark archived, Instant now, PrintWriter out) {
        out.println(row("shard", "state", "batches", "archived up to arrival", "ago", "and sequence number"));
        for (ShardProgress shard : archived.shards()) {
            out.println(row(
                    shard.shard(),
                    state(shard),
                    Long.toString(shard.number()),
                    shard.watermark().map(Instant::toString).orElse("unknown"),
                    shard.watermark().map(at -> ago(at, now)).orElse("-"),
                    shard.last().orElse("-")));
        }
        out.println();
        String of = "Stream " + archived.stream().name() + " of "
                + archived.stream().created() + ": ";
        out.println(of
                + archived.watermark()
                        .map(at ->
                                "every record that arrived up to " + at + " is in the lake, " + ago(at, now) + " ago.")
                        .orElse("no watermark yet, since one of its shards has none."));
    }

    private static String row(String shard, String state, String batches, String arrival, String ago, String position) {
        return String.format(Locale.ROOT, ROW, shard, state, batches, arrival, ago, position)
                .stripTrailing();
    }

    private static String state(ShardProgress shard) {
        return shard.state().name().toLowerCase(Locale.ROOT);
    }

    private static String ago(Instant at, Instant now) {
        Duration age = Duration.between(at, now);
        return Durations.text(Duration.ofSeconds(Math.max(0, age.toSeconds())));
    }

    private static ObjectNode json(CompletionWatermark archived, Instant now) {
        ObjectNode object = JsonNodeFactory.instance
                .objectNode()
                .put("stream", archived.stream().name())
                .put("created", archived.stream().created().toString());
        putWatermark(object, archived.watermark(), now);
        ArrayNode shards = object.putArray("shards");
        for (ShardProgress shard : archived.shards()) {
            ObjectNode entry = shards.addObject()
                    .put("shard", shard.shard())
                    .put("state", state(shard))
                    .put("batches", shard.number())
                    .put("archivedThrough", shard.last().orElse(null));
            putWatermark(entry, shard.watermark(), now);
            shard.children().forEach(entry.putArray("children")::add);
        }
        return object;
    }

    private static void putWatermark(ObjectNode object, Optional<Instant> watermark, Instant now) {
        object.put("watermark", watermark.map(Instant::toString).orElse(null));
        object.put(
                "lagMillis",
                watermark.map(at -> Duration.between(at, now).toMillis()).orElse(null));
    }
}
