package io.github.calllake.operations;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether there are rows to trim, and rows that should be in the lake by now and are not. */
record TrimCheck(HotTierCatalog catalog, Optional<Lake> lake, Duration keep, Clock clock) implements Check {

    @Override
    public String id() {
        return "hot.trim";
    }

    @Override
    public List<Finding> look() {
        if (catalog.streamingViews().isEmpty()) {
            return List.of();
        }
        if (lake.isEmpty()) {
            return List.of(Finding.notice(
                    id(),
                    "no lake was named, so rows due for trimming cannot be told",
                    "A streaming view grows for ever.",
                    "Look again with --bucket."));
        }
        List<Trimmed> plan;
        try {
            plan = new HotTrim(catalog.hotTier(), lake.get(), TrimSettings.keeping(keep), clock).plan(catalog);
        } catch (OperationException e) {
            return List.of(Finding.notice(
                    id(), String.valueOf(e.getMessage()), "Nothing can be trimmed, and the views grow.", ""));
        }
        return findings(plan);
    }

    private List<Finding> findings(List<Trimmed> plan) {
        long due = plan.stream().mapToLong(Trimmed::due).sum();
        long staying = plan.stream().mapToLong(Trimmed::staying).sum();
        String age = Spans.text(keep);
        if (staying > 0) {
            return List.of(Finding.warning(
                    id(),
                    staying + " rows are older than " + age + " and not known to be in the lake; " + due
                            + " rows are due for trimming",
                    "Rows stay in the hot tier until the lake has them. So many that old mean that the archiver is behind,"
                            + " had a gap, or began later than the hot tier.",
                    "See that `./call-lake archive` runs. For gaps look under failed/ in the lake. To keep such rows,"
                            + " UNLOAD them."));
        }
        if (due > 0) {
            return List.of(Finding.notice(
                    id(),
                    due + " rows are older than " + age + " and in the lake",
                    "They cost storage, and every scan of the views reads them.",
                    "Run `./call-lake hot trim --keep " + age.replaceAll(" .*", "") + "`."));
        }
        String alone = plan.stream()
                .filter(trimmed -> !trimmed.leftAlone().isEmpty())
                .map(Trimmed::view)
                .collect(Collectors.joining(", "));
        return List.of(
                alone.isEmpty()
                        ? Finding.ok(id(), "no row is older than " + age)
                        : Finding.notice(
                                id(),
                                "Redshift does not say which stream these views read: " + alone,
                                "They are not trimmed.",
                                "Trim as their owner, or name them with --view."));
    }
}
