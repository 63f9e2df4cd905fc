package io.github.calllake.export;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.Unloaded;
import io.github.calllake.engine.UnloadingEngine;
import io.github.calllake.engine.UnloadingEngine.Place;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.S3Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Objects that engines unload for exports of one job. Those of an attempt lie under a name that no other attempt has, so that an engine always
 * finds its target empty; when the rows have been read they go, and what an attempt that died has left goes when its window is decided.
 * Thread-safe.
 */
final class UnloadWork {

    private final Unloads settings;
    private final LakeStore store;
    private final String prefix;
    private final ExportTools tools;

    UnloadWork(Unloads settings, ExportTools tools) {
        this.settings = settings;
        S3Place place = settings.place();
        this.store = tools.stores().bucket(place.bucket());
        this.prefix = place.keys();
        this.tools = tools;
    }

    /**
     * What engines are asked through for one attempt at a window.
     *
     * @param above how many rows are not unloaded; empty to unload without counting
     * @param read is told how many rows have been read back
     */
    UnaryOperator<QueryEngine> through(
            ExportWindow window, String job, String attempt, OptionalLong above, LongConsumer read) {
        String below = prefix + Layout.stem(job, window, attempt) + "/";
        return engine -> new UnloadingEngine(
                engine,
                tools.tiers().unloader(engine.tier()),
                // Each tier has a name of its own below it.
                new Place(store, below + engine.tier().name().toLowerCase(Locale.ROOT) + "/"),
                above,
                settings.timeout(),
                new UnloadingEngine.Listener() {
                    @Override
                    public void unloaded(Unloaded unloaded) {
                        tools.steps().reached(ExportStep.UNLOADED, window);
                    }

                    @Override
                    public void read(long rows) {
                        read.accept(rows);
                    }

                    @Override
                    public void taken() {
                        tools.steps().reached(ExportStep.UNLOAD_TAKEN, window);
                    }
                });
    }

    /** Removes what one attempt may have left. */
    void clear(String job, ExportWindow window, String attempt) {
        clear(Layout.stem(job, window, attempt) + "/");
    }

    /** Removes what any attempt at a window has left, which is decided. */
    void clear(String job, ExportWindow window) {
        clear(Layout.folder(job, window));
    }

    /** Removes what is left of windows of which nobody reads anything any more, however old they are: there are few, since all of it goes. */
    void sweep(String job, Predicate<ExportWindow> isLeft) {
        Map<ExportWindow, List<String>> windows = new HashMap<>();
        for (String key : store.list(prefix + job + "/", "")) {
            String[] parts = key.substring(prefix.length()).split("/", Layout.PARTS);
            if (parts.length == Layout.PARTS) {
                ExportWindow.parse(parts[2])
                        .ifPresent(window -> windows.computeIfAbsent(window, each -> new ArrayList<>())
                                .add(key));
            }
        }
        windows.forEach((window, keys) -> {
            if (isLeft.test(window)) {
                delete(prefix + Layout.folder(job, window), keys);
            }
        });
    }

    private void clear(String below) {
        delete(prefix + below, store.list(prefix + below, ""));
    }

    /** An attempt may live still, whatever its claim says: its mark goes first, without which it takes nothing for all its rows. */
    private void delete(String below, List<String> keys) {
        if (!keys.isEmpty()) {
            // Listed once more: each object was there after its mark.
            store.deleteAll(store.list(below, "").stream()
                    .filter(UnloadingEngine::isMark)
                    .toList());
            store.deleteAll(keys);
        }
    }
}
