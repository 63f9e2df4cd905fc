package io.github.calllake.export;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is at a window, so that others do not ask the same question at the same time. Advice only: a claim that is not renewed runs out, and
 * whether a window is exported once does not depend on claims or clocks.
 */
final class Claims {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    private static final Pattern NUMBER = Pattern.compile("[0-9]{6}");

    /** Of a claim's lifetime, so that one renewal may fail. */
    private static final int PARTS = 3;

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    private final ExportStore store;
    private final Duration lifetime;
    private final Duration pause;
    private final Clock clock;

    Claims(ExportStore store, Duration lifetime, Clock clock) {
        this(
                store,
                lifetime,
                lifetime.dividedBy(PARTS).compareTo(SHORTEST_PAUSE) > 0 ? lifetime.dividedBy(PARTS) : SHORTEST_PAUSE,
                clock);
    }

    /** @param pause between renewals */
    Claims(ExportStore store, Duration lifetime, Duration pause, Clock clock) {
        this.store = store;
        this.lifetime = lifetime;
        this.pause = pause;
        this.clock = clock;
    }

    /**
     * Claims a window.
     *
     * @return empty if another one has begun, or renewed its claim, not long ago
     */
    Optional<Held> take(String job, ExportWindow window) {
        String prefix = Layout.claims(job, window);
        List<String> claims = claims(prefix);
        if (isHeld(claims)) {
            return Optional.empty();
        }
        int number = next(prefix, claims);
        Held mine = new Held(prefix, number);
        return mine.put(number) ? Optional.of(mine) : Optional.empty();
    }

    /** Of those before the last some may be gone, where giving claims up was broken off or met with a renewal. */
    private static int next(String prefix, List<String> claims) {
        return claims.isEmpty()
                ? 0
                : Integer.parseInt(claims.get(claims.size() - 1).substring(prefix.length())) + 1;
    }

    /** Whether somebody is at a window. */
    boolean isHeld(String job, ExportWindow window) {
        return isHeld(claims(Layout.claims(job, window)));
    }

    private boolean isHeld(List<String> claims) {
        return !claims.isEmpty() && !isOver(claims.get(claims.size() - 1));
    }

    /** Whatever else lies there is none, such as a file that another process is writing. */
    private List<String> claims(String prefix) {
        return store.list(prefix, "").stream()
                .filter(key -> NUMBER.matcher(key.substring(prefix.length())).matches())
                .toList();
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

    /**
     * A claim of one's own, to be renewed, since a query may take longer than a claim lasts. Closing it ends that, and does not give it up.
     */
    final class Held implements AutoCloseable {

        private final String prefix;
        private final CountDownLatch closed = new CountDownLatch(1);
        private int number;

        private Held(String prefix, int number) {
            this.prefix = prefix;
            this.number = number;
        }

        private boolean put(int next) {
            return store.putIfAbsent(key(next), clock.instant().toString().getBytes(StandardCharsets.UTF_8));
        }

        private String key(int of) {
            return prefix + String.format(Locale.ROOT, "%06d", of);
        }

        /** Begins to renew it, by a thread of its own, which ends when there is nothing more to renew. */
        Thread renewBesides() {
            Thread thread = new Thread(this::renewAgainAndAgain, "export-claim");
            thread.setDaemon(true);
            thread.start();
            return thread;
        }

        private void renewAgainAndAgain() {
            try {
                boolean mine = true;
                while (mine && !closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    mine = renew();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** @return false once it is another one's, or was given up because the window is decided */
        private synchronized boolean renew() {
            if (closed.getCount() == 0) {
                return false;
            }
            try {
                if (!store.exists(key(number)) || !put(number + 1)) {
                    return false;
                }
                number++;
            } catch (RuntimeException e) {
                // It lasts for a while still, and if it runs out nothing is lost but work.
                LOG.warn("claim={} not renewed: {}", prefix, e.getClass().getName());
            }
            return true;
        }

        /** Nothing is renewed from here on. */
        @Override
        public synchronized void close() {
            closed.countDown();
        }
    }
}
