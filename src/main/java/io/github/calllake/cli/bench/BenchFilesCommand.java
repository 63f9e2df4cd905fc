package io.github.calllake.cli.bench;

import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.archive.CompactedPartition;
import io.github.calllake.archive.Compaction;
import io.github.calllake.archive.RollPolicy;
import io.github.calllake.lake.FileCompression;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.StoredObject;
import io.github.calllake.local.LocalAws;
import io.github.calllake.schema.EventTables;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench files}. */
@Command(
        name = "files",
        description = {
            "Archives hours of a steady stream by a clock that needs no waiting, and says how many objects a day that",
            "makes, and of what size: for some numbers of shards, by the default roll and by 60 seconds, and after",
            "compaction. The archiver and the compaction are the real ones, on a local S3."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
public final class BenchFilesCommand implements Callable<Integer> {

    private static final RollPolicy MINUTE = new RollPolicy(RollPolicy.DEFAULT.maxBytes(), Duration.ofSeconds(60));
    private static final Duration DAY = Duration.ofDays(1);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--hours",
            paramLabel = "N",
            defaultValue = "1",
            description = {
                "Of a day, at most 24; ${DEFAULT-VALUE}. Of fewer, objects are multiplied up to a day;",
                "what compaction makes of a day is only seen with 24."
            })
    private int hours;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            description = "Records a second; ${DEFAULT-VALUE}.")
    private int rate;

    @Option(
            names = "--shards",
            paramLabel = "N",
            split = ",",
            defaultValue = "4,16",
            description = "How many, in turn; ${DEFAULT-VALUE}.")
    private List<Integer> shards;

    /** Made by picocli. */
    public BenchFilesCommand() {}

    @Override
    public Integer call() throws Exception {
        if (hours < 1 || hours > 24 || rate < 1 || shards.stream().anyMatch(count -> count < 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--hours is from 1 to 24, --rate and --shards are at least 1");
        }
        try (LocalAws aws = LocalAws.startTemporary()) {
            BenchStack.prepare(aws);
            say("%d records/s, %d h, objects a day of all types together", rate, hours);
            say("%-8s %-22s %12s %14s %14s %12s", "shards", "", "objects/day", "median bytes", "mean bytes", "MB/day");
            try (LakeStore store = LakeStore.open(BenchStack.BUCKET)) {
                for (int count : shards) {
                    measure(aws, store, count, RollPolicy.DEFAULT, true);
                    measure(aws, store, count, MINUTE, false);
                }
            }
        }
        return 0;
    }

    private void measure(LocalAws aws, LakeStore store, int count, RollPolicy roll, boolean compacted)
            throws Exception {
        String prefix = "files-" + count + "-" + roll.maxAge().toSeconds();
        LakeLayout layout = new LakeLayout(store.bucket(), prefix);
        Instant start = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(DAY.multipliedBy(2));
        new SteadyStream(store, layout, ArchiverSettings.defaults().withRoll(roll), count)
                .archive(start, Duration.ofHours(hours), rate);
        row(count, "rolled at " + roll.maxAge().toSeconds() + " s", objects(store, prefix), 24.0 / hours);
        if (compacted) {
            compact(store, layout);
            row(count, "compacted", objects(store, prefix), 24.0 / hours);
        }
        BenchStack.clear(aws, prefix);
    }

    /** Days later, when every cut is settled. */
    private static void compact(LakeStore store, LakeLayout layout) {
        Clock later = Clock.fixed(Instant.now().plus(DAY.multipliedBy(3)), ZoneOffset.UTC);
        List<CompactedPartition> done =
                new Compaction(store, layout, EventTables::of, FileCompression.ZSTD, DAY, later).compact(day -> true);
        if (done.isEmpty()) {
            throw new IllegalStateException("Nothing was compacted");
        }
    }

    private static List<Long> objects(LakeStore store, String prefix) {
        return store.listObjects(prefix + "/serviceType=").stream()
                .map(StoredObject::size)
                .sorted()
                .toList();
    }

    private void row(int count, String what, List<Long> sizes, double days) {
        long bytes = sizes.stream().mapToLong(Long::longValue).sum();
        say(
                "%-8d %-22s %12.0f %14d %14d %12.1f",
                count,
                what,
                sizes.size() * days,
                sizes.get(sizes.size() / 2),
                bytes / sizes.size(),
                bytes * days / 1e6);
    }

    private void say(String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
