package io.github.calllake.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.cli.bench.Visibility.Percentiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code bench exports-crash} found.
 *
 * @param settings what was asked for
 * @param kills how many processes were killed
 * @param seconds from the first start until all was exported
 * @param compared the destination against what must be there
 * @param leftovers objects that no manifest named before the next run cleaned up
 * @param duplicates attempts at a window that found it exported by another scheduler
 * @param failures attempts that failed and were made again
 * @param recovery from a kill until the next window was exported, by whomever
 */
record ExportsCrashResult(
        ExportsCrashSettings settings,
        int kills,
        double seconds,
        ExportsComparison compared,
        int leftovers,
        long duplicates,
        long failures,
        Percentiles recovery)
        implements CrashOutcome {

    /** Whether all is as promised. */
    @Override
    public boolean holds() {
        return compared.wrong().isEmpty() && compared.unnamed().isEmpty() && compared.manifests() == settings.windows();
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%d schedulers, %d windows, %d kills, seed %d: all exported after %.1f s",
                settings.schedulers(),
                settings.windows(),
                kills,
                settings.seed(),
                seconds));
        lines.add(String.format(
                Locale.ROOT,
                "%d manifests, %d objects, %d rows; %d faults, %d objects that no manifest names (%d before the next run)",
                compared.manifests(),
                compared.objects(),
                compared.rows(),
                compared.wrong().size(),
                compared.unnamed().size(),
                leftovers));
        lines.add("attempts that found the window exported by another: " + duplicates + "; that failed: " + failures);
        lines.add("from a kill to the next exported window: " + recovery.text());
        lines.addAll(compared.wrong());
        compared.unnamed().forEach(key -> lines.add("no manifest names " + key));
        return lines;
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("schedulers", settings.schedulers())
                .put("windows", settings.windows())
                .put("seed", settings.seed())
                .put("kills", kills)
                .put("seconds", seconds)
                .put("manifests", compared.manifests())
                .put("objects", compared.objects())
                .put("rows", compared.rows())
                .put("faults", compared.wrong().size())
                .put("unnamed", compared.unnamed().size())
                .put("leftovers", leftovers)
                .put("duplicates", duplicates)
                .put("failures", failures);
        json.set("recoveryMillis", recovery.json());
        return json;
    }
}
