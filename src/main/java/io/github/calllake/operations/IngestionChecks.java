package io.github.calllake.operations;

import io.github.calllake.engine.RedshiftSession.Row;
import io.github.calllake.operations.HotTierCatalog.Refresh;
import io.github.calllake.operations.HotTierCatalog.Scan;
import io.github.calllake.stream.DirectStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether records get from the stream into the streaming views. */
final class IngestionChecks {

    private IngestionChecks() {}

    record AutoRefreshOn(HotTierCatalog catalog, Optional<DirectStream> stream) implements Check {

        @Override
        public String id() {
            return "hot.auto-refresh";
        }

        @Override
        public List<Finding> look() {
            List<StreamingView> views = catalog.streamingViews();
            List<String> off = views.stream()
                    .filter(view -> !view.autoRefresh())
                    .map(StreamingView::name)
                    .toList();
            if (views.isEmpty()) {
                return List.of();
            }
            if (off.isEmpty()) {
                return List.of(Finding.ok(id(), "auto refresh is on for all " + views.size() + " streaming views"));
            }
            String retention = stream.map(
                            there -> Spans.text(there.description().retention()) + ", the stream's retention")
                    .orElse("the stream's retention");
            return List.of(Finding.warning(
                    id(),
                    "auto refresh is off for " + String.join(", ", off),
                    "They stand still. What they have not read within " + retention + ", they never get.",
                    "Run `./call-lake hot refresh on`; if it is off on a timetable, see that the timetable turns it on in"
                            + " time."));
        }
    }

    record LastRefresh(HotTierCatalog catalog) implements Check {

        @Override
        public String id() {
            return "hot.refresh";
        }

        @Override
        public List<Finding> look() {
            Map<String, StreamingView> views = catalog.streamingViews().stream()
                    .collect(Collectors.toMap(StreamingView::name, Function.identity()));
            List<Refresh> refreshes = catalog.lastRefreshes().stream()
                    .filter(refresh -> views.containsKey(refresh.view()))
                    .toList();
            List<Finding> findings = new ArrayList<>();
            views.values().stream()
                    .filter(view -> !view.refreshable())
                    .forEach(view -> findings.add(unrefreshable(view)));
            for (Refresh refresh : refreshes) {
                if (refresh.failed()) {
                    findings.add(failed(refresh));
                }
            }
            if (findings.isEmpty() && !refreshes.isEmpty()) {
                findings.add(Finding.ok(id(), "the last refresh of " + refreshes.size() + " views succeeded"));
            }
            if (refreshes.isEmpty() && !views.isEmpty()) {
                findings.add(Finding.notice(
                        id(), "no refresh of a streaming view is on record", "", "Look again after the next refresh."));
            }
            return findings;
        }

        private Finding unrefreshable(StreamingView view) {
            return Finding.error(
                    id(),
                    view.name() + " cannot be refreshed: SVV_MV_INFO says state " + view.state(),
                    "What it is made from has changed, and it reads no further.",
                    "Look the state up on the page of SVV_MV_INFO and undo the change; else the view must be made anew, which"
                            + " begins at the oldest record that the stream still holds.");
        }

        private Finding failed(Refresh refresh) {
            String what = "the last refresh of " + refresh.view() + " at " + refresh.start() + ": " + refresh.status();
            if (refresh.status().toLowerCase(Locale.ROOT).contains("excessive user workload")) {
                return Finding.warning(
                        id(),
                        what,
                        "Redshift puts refreshes off while it is busy, and the view falls behind.",
                        "Raise the workgroup's base capacity, or move heavy queries to the cold tier.");
            }
            return Finding.error(
                    id(),
                    what,
                    "A view whose query fails on a record reads no further until it is mended, and records expire"
                            + " meanwhile.",
                    "Run `REFRESH MATERIALIZED VIEW " + catalog.hotTier().schema() + "." + refresh.view()
                            + "` by hand to see the reason. If it is a record that the view's query cannot take, the view"
                            + " must be made anew, which begins at the oldest record that the stream still holds.");
        }
    }

    record ScanErrors(HotTierCatalog catalog, Clock clock) implements Check {

        private static final Duration LATELY = Duration.ofDays(7);

        @Override
        public String id() {
            return "hot.scan-errors";
        }

        @Override
        public List<Finding> look() {
            if (catalog.streamingViews().isEmpty()) {
                return List.of(Finding.unseen(id(), "Redshift shows skipped records to the owner of the views only"));
            }
            List<Row> errors = catalog.scanErrors(clock.instant().minus(LATELY));
            if (errors.isEmpty()) {
                return List.of(Finding.ok(id(), "no record skipped for its size in " + Spans.text(LATELY)));
            }
            return errors.stream().map(this::finding).toList();
        }

        private Finding finding(Row error) {
            return Finding.warning(
                    id(),
                    error.text("mv_name").orElse("?") + " skipped " + error.number("records") + " records, the last at "
                            + error.time("last_time")
                                    .map(Spans::instant)
                                    .map(Instant::toString)
                                    .orElse("?")
                            + ": " + error.text("error_reason").orElse("error " + error.number("error_code")),
                    "They are in no view of the hot tier. The lake has them.",
                    "Ask the cold tier for them. Views that were made before Redshift took records over 1 MiB take them only"
                            + " after they are made anew.");
        }
    }

    /** Records that a view's WHERE leaves out are in no error view, so they are counted. */
    record Dropped(HotTierCatalog catalog, Clock clock) implements Check {

        private static final Duration LATELY = Duration.ofDays(1);
        private static final double MANY = 0.01;

        @Override
        public String id() {
            return "hot.dropped";
        }

        @Override
        public List<Finding> look() {
            Map<String, StreamingView> views = catalog.streamingViews().stream()
                    .collect(Collectors.toMap(StreamingView::name, Function.identity()));
            // The hindmost view: what it has scanned, every other has scanned too.
            Optional<Scan> hindmost = catalog.scansSince(clock.instant().minus(LATELY)).stream()
                    .filter(scan -> views.containsKey(scan.view()))
                    .min(Comparator.comparing(Scan::last));
            if (hindmost.isEmpty()) {
                return List.of();
            }
            Scan scan = hindmost.get();
            long landed = views.values().stream()
                    .mapToLong(view -> catalog.rowsBetween(view, scan.first(), scan.last()))
                    .sum();
            long taken = scan.scanned() - scan.skipped();
            String figures = taken + " records scanned since " + scan.first() + ", " + landed + " rows landed";
            if (landed >= taken) {
                return List.of(Finding.ok(id(), figures));
            }
            long dropped = taken - landed;
            boolean few = views.size() > 1 && dropped < taken * MANY;
            return List.of(new Finding(
                    id(),
                    few ? Severity.NOTICE : Severity.WARNING,
                    figures + ": " + dropped + " records are in no streaming view",
                    "Records that a view's filter leaves out show in no error view: text that is no JSON, and detail types"
                            + " that no view takes. Rows that were trimmed or deleted count here, too.",
                    "`./call-lake failed` counts what is no event; what it does not account for,"
                            + " `./call-lake reconcile` names with its cause, for a day (--day)."));
        }
    }
}
