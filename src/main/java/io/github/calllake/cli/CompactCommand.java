package io.github.calllake.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.calllake.archive.CompactedPartition;
import io.github.calllake.archive.Compaction;
import io.github.calllake.lake.FileCompression;
import io.github.calllake.lake.LakeFiles;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "compact",
        description = "Merges the small files of closed days into few large ones, sorted by call and time.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Without --day and --before: every closed day. A day is closed when it ended --grace ago. Replaced files lie",
            "under _compactions/ for as long, and at least twelve hours, and then the next run deletes them.",
            "",
            "Examples:",
            "  call-lake compact --bucket s3://my-bucket --dry-run",
            "  call-lake compact --bucket s3://my-bucket --day 2026-03-01"
        })
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class CompactCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private LakeOptions lake;

    @Option(names = "--day", paramLabel = "2026-03-01", converter = Days.class, description = "Only this day (UTC).")
    private @Nullable LocalDate day;

    @Option(
            names = "--before",
            paramLabel = "2026-03-01",
            converter = Days.class,
            description = "Only days before this one (UTC).")
    private @Nullable LocalDate before;

    @Option(
            names = "--grace",
            paramLabel = "24h",
            converter = Durations.class,
            defaultValue = "24h",
            description = "How long after its end a day stays as it is, and replaced files are kept; ${DEFAULT-VALUE}.")
    private Duration grace;

    @Option(names = "--dry-run", description = "Say what there is to merge, and change nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print one JSON object a partition.")
    private boolean json;

    @Override
    public Integer call() {
        if (day != null && before != null) {
            throw Usage.wrong(spec, "--day and --before exclude each other");
        }
        LakeLayout layout = lake.layout();
        try (LakeStore store = LakeStore.open(layout.bucket())) {
            store.requireBucket();
            LakeFiles definition = LakeFiles.at(store, layout);
            Compaction compaction = new Compaction(
                    store, definition.layout(), definition.tables(), FileCompression.ZSTD, grace, Clock.systemUTC());
            Predicate<LocalDate> days = days(compaction.firstOpenDay());
            List<CompactedPartition> partitions = dryRun ? compaction.plan(days) : compact(compaction, days);
            print(partitions, compaction.finishedSwaps(), compaction.firstOpenDay());
        }
        return 0;
    }

    private List<CompactedPartition> compact(Compaction compaction, Predicate<LocalDate> days) {
        ProgressLine progress = ProgressLine.on(spec.commandLine().getErr());
        try {
            return compaction.compact(
                    days, (done, all) -> progress.show(() -> done + " of " + all + " partitions looked after"));
        } finally {
            progress.clear();
        }
    }

    private Predicate<LocalDate> days(LocalDate open) {
        if (day != null && !day.isBefore(open)) {
            throw Usage.wrong(spec, day + " is not closed; the last closed day is " + open.minusDays(1));
        }
        return candidate -> (day == null || candidate.equals(day)) && (before == null || candidate.isBefore(before));
    }

    private void print(List<CompactedPartition> partitions, int finished, LocalDate open) {
        PrintWriter out = spec.commandLine().getOut();
        for (CompactedPartition partition : partitions) {
            out.println(json ? jsonOf(partition) : textOf(partition));
        }
        if (finished > 0 && !json) {
            out.println("Finished what an earlier run had begun: " + finished
                    + (finished == 1 ? " exchange of files." : " exchanges of files."));
        }
        if (partitions.isEmpty() && !json) {
            out.println((finished > 0 ? "Nothing else" : "Nothing") + " to compact; the last closed day is "
                    + open.minusDays(1) + ".");
        }
    }

    private String textOf(CompactedPartition partition) {
        String text = partition.day() + " " + partition.type().text() + ": " + partition.objectsBefore() + " files of "
                + partition.bytesBefore() + " bytes";
        return dryRun
                ? text + " to merge"
                : text + " are " + partition.objectsAfter() + " of " + partition.bytesAfter() + " now, "
                        + partition.rows() + " rows";
    }

    private String jsonOf(CompactedPartition partition) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("day", partition.day().toString())
                .put("detailType", partition.type().text())
                .put("dryRun", dryRun)
                .put("objectsBefore", partition.objectsBefore())
                .put("bytesBefore", partition.bytesBefore())
                .put("objectsAfter", partition.objectsAfter())
                .put("bytesAfter", partition.bytesAfter())
                .put("rows", partition.rows())
                .toString();
    }
}
