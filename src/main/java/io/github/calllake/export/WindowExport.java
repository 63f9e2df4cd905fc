package io.github.calllake.export;

import io.github.calllake.export.LedgerEntry.Action;
import io.github.calllake.export.WindowOutput.OutputObject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;

/** One attempt at the objects of a window: they are there, and nothing names them yet. For one thread. */
final class WindowExport {

    private final ExportJob job;
    private final ExportWindow window;
    private final ExportStore store;
    private final String destination;
    private final String attempt;
    private final List<String> keys = new ArrayList<>();

    /**
     * @param store where the objects go
     * @param destination where the rows go in the end
     */
    WindowExport(ExportJob job, ExportWindow window, ExportStore store, String destination) {
        this.job = job;
        this.window = window;
        this.store = store;
        this.destination = destination;
        this.attempt = Attempts.random();
    }

    /**
     * Asks, and writes what comes. If that fails, nothing of it stays, as far as it can be deleted.
     *
     * @param complete what the window's rows are known by; empty for a provisional window
     * @param written is told how many rows have been written so far
     */
    WindowOutput write(
            AskedTier tier,
            OutputFormat format,
            long objectBytes,
            Optional<Instant> complete,
            ExportStep.Observer steps,
            LongConsumer written) {
        List<ExportColumn> columns = job.question().columns();
        try (ExportRows rows = job.columns().applied(job.question().ask(tier, window), columns);
                OutputFiles files = new OutputFiles(
                        store,
                        Layout.stem(job.name(), window, attempt),
                        format,
                        job.columns().columns(columns),
                        objectBytes,
                        object -> {
                            keys.add(object.key());
                            steps.reached(ExportStep.OBJECT_WRITTEN, window);
                        })) {
            List<OutputObject> objects = files.take(rows, written);
            steps.reached(ExportStep.OBJECTS_WRITTEN, window);
            return new WindowOutput(
                    destination,
                    format.extension(),
                    objects,
                    objects.stream().mapToLong(OutputObject::rows).sum(),
                    complete,
                    tier.sent().sha256(),
                    job.tier().name().toLowerCase(Locale.ROOT));
        }
    }

    /** A name that no other attempt has. */
    String attempt() {
        return attempt;
    }

    /** The entry that names them, behind the last one. */
    LedgerEntry entry(LedgerEntry last, Action action, WindowOutput output, Clock clock) {
        LedgerState state =
                switch (action) {
                    case PROVISIONAL -> last.state().passed(window, LedgerState.Why.PROVISIONAL);
                    case SENDING -> last.state();
                    default -> last.state().exported(window);
                };
        return new LedgerEntry(last.number() + 1, action, window, attempt, clock.instant(), Optional.of(output), state);
    }

    /** Deletes the objects of an attempt that nothing will name. */
    void abandon() {
        store.deleteAll(keys);
    }

    /** The same after a failure, which is the more important one. */
    void abandon(RuntimeException failure) {
        try {
            abandon();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
