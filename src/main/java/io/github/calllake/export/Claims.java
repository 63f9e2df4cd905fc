package io.github.calllake.export;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who is at a window, so that others do not ask the same question at the same time. Advice only: a claim runs out, and whether a
 * window is exported once does not depend on claims or clocks.
 */
final class Claims {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{6}");

    private final ExportStore store;
    private final Duration lifetime;
    private final Clock clock;

    Claims(ExportStore store, Duration lifetime, Clock clock) {
        this.store = store;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /** Whether the caller may go on; if not, another one has begun not long ago. */
    boolean take(String job, ExportWindow window) {
        String prefix = Layout.claims(job, window);
        // Whatever else lies there is none, such as a file that another process is writing.
        List<String> claims = store.list(prefix, "").stream()
                .filter(key -> NUMBER.matcher(key.substring(prefix.length())).matches())
                .toList();
        if (!claims.isEmpty() && !isOver(claims.get(claims.size() - 1))) {
            return false;
        }
        String mine = prefix + String.format(Locale.ROOT, "%06d", claims.size());
        return store.putIfAbsent(mine, clock.instant().toString().getBytes(StandardCharsets.UTF_8));
    }

    private boolean isOver(String claim) {
        Optional<byte[]> content = store.get(claim);
        try {
            return content.map(at -> Instant.parse(new String(at, StandardCharsets.UTF_8)))
                    .map(at -> !clock.instant().isBefore(at.plus(lifetime)))
                    .orElse(true);
        } catch (DateTimeException e) {
            throw new ExportException(
                    store.address() + "/" + claim + " does not hold what Call Lake wrote there. Delete it", e);
        }
    }

    void release(String job, ExportWindow window) {
        store.deleteAll(store.list(Layout.claims(job, window), ""));
    }
}
