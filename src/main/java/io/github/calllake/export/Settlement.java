package io.github.calllake.export;

import io.github.calllake.export.LedgerEntry.Action;
import io.github.calllake.export.WindowOutput.OutputObject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Brings about what an entry has decided, and deletes what can never be named. May be done again, by several at once, and by
 * processes that slept meanwhile.
 */
final class Settlement {

    /** A process that slept for longer than this may leave an object for good. */
    private static final Duration SWEPT = Duration.ofDays(7);

    private final ExportStores stores;
    private final ExportStore state;
    private final Claims claims;
    private final ExportStep.Observer steps;
    private final Optional<UnloadWork> work;

    /** @param work what engines may have left; empty if they write nothing for this job */
    Settlement(
            ExportStores stores,
            ExportStore state,
            Claims claims,
            ExportStep.Observer steps,
            Optional<UnloadWork> work) {
        this.stores = stores;
        this.state = state;
        this.claims = claims;
        this.steps = steps;
        this.work = work;
    }

    /** The manifest of an entry that exported objects, and nothing else of its window. */
    void settle(String job, LedgerEntry entry) {
        if (entry.action() == Action.EXPORTED || entry.action() == Action.PROVISIONAL) {
            publish(job, entry);
        }
        if (entry.action() == Action.SENT) {
            clear(job, entry.window());
        }
        if (entry.action() == Action.EXPORTED || entry.action() == Action.SENT) {
            work.ifPresent(left -> left.clear(job, entry.window()));
        }
        // A claim is on one export: the final one of a provisional window wants its own.
        if (entry.action() != Action.SENDING && entry.output().isPresent()) {
            claims.release(job, entry.window());
        }
    }

    /** Rows that were laid down to be sent, once they are. */
    private void clear(String job, ExportWindow window) {
        state.deleteAll(state.list(Layout.folder(job, window), ""));
    }

    private void publish(String job, LedgerEntry entry) {
        WindowOutput output = entry.output().orElseThrow();
        ExportStore destination = stores.at(output.destination());
        boolean provisional = entry.action() == Action.PROVISIONAL;
        String key = Layout.manifest(job, entry.window(), provisional);
        // Usually it is there, and asking costs less than a write that is refused.
        if (!destination.exists(key)) {
            destination.putIfAbsent(key, LedgerJson.manifest(job, entry));
        }
        steps.reached(ExportStep.MANIFEST_WRITTEN, entry.window());
        if (!provisional) {
            destination.deleteAll(List.of(Layout.manifest(job, entry.window(), true)));
            keepOnly(job, entry.window(), destination, output);
        }
    }

    /** A window that has its final entry never gets another: what that does not name is named by nothing. */
    private static void keepOnly(String job, ExportWindow window, ExportStore destination, WindowOutput output) {
        Set<String> named = output.objects().stream().map(OutputObject::key).collect(Collectors.toSet());
        destination.deleteAll(destination.list(Layout.folder(job, window), "").stream()
                .filter(key -> !named.contains(key))
                .toList());
    }

    /** Deletes what sleepers have left in the final windows of the last week. */
    void sweep(ExportJob job, LedgerState ledger) {
        Optional<ExportStore> destination = job.destination() instanceof Destination.Objects objects
                ? Optional.of(stores.at(objects.address()))
                : Optional.empty();
        LocalDate day = ledger.next().minus(SWEPT).atZone(ZoneOffset.UTC).toLocalDate();
        var last = ledger.next().atZone(ZoneOffset.UTC).toLocalDate();
        for (; !day.isAfter(last); day = day.plusDays(1)) {
            String prefix = Layout.day(job.name(), day.toString());
            String manifests = Layout.manifests(job.name(), day.toString());
            destination.ifPresent(place -> place.tidy(manifests));
            destination.ifPresentOrElse(
                    place -> sweep(job.name(), place, place.list(prefix, ""), ledger),
                    () -> state.deleteAll(finals(state.list(prefix, ""), ledger)));
        }
        work.ifPresent(left -> left.sweep(job.name(), window -> isLeft(job.name(), window, ledger)));
    }

    /** Whether no attempt at a window can still read what an engine writes for it. A skipped one may be somebody's retry. */
    private boolean isLeft(String job, ExportWindow window, LedgerState ledger) {
        boolean skipped = ledger.openAt(window)
                .filter(open -> open.why() == LedgerState.Why.SKIPPED)
                .isPresent();
        return ledger.isFinal(window) || (skipped && !claims.isHeld(job, window));
    }

    private static List<String> finals(List<String> keys, LedgerState ledger) {
        return keys.stream()
                .filter(key -> Layout.windowOf(key).filter(ledger::isFinal).isPresent())
                .toList();
    }

    private static void sweep(String job, ExportStore destination, List<String> keys, LedgerState ledger) {
        Map<String, List<String>> windows = finals(keys, ledger).stream()
                .collect(Collectors.groupingBy(
                        key -> Layout.windowOf(key).orElseThrow().name(), TreeMap::new, Collectors.toList()));
        windows.forEach((name, objects) -> {
            // A final window has an object of its own at least: those of one attempt are its own.
            if (objects.stream().map(Layout::attemptOf).distinct().count() > 1) {
                ExportWindow window = ExportWindow.parse(name).orElseThrow();
                String key = Layout.manifest(job, window, false);
                destination
                        .get(key)
                        .ifPresent(manifest -> keepOnly(
                                job,
                                window,
                                destination,
                                LedgerJson.manifest(destination.address() + "/" + key, manifest)));
            }
        });
    }
}
