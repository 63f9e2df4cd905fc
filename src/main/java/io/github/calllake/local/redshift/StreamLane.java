package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.ViewRefresher.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Keeps the AUTO REFRESH views of one stream fresh, in a thread and by a connection of its own. The views take turns, so that together they read a
 * shard no more often than the settings allow; they read less often while Kinesis refuses. Thread-safe.
 */
final class StreamLane implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamLane.class);

    private static final Duration AFTER_ERROR = Duration.ofSeconds(1);
    private static final Duration LONGEST_AFTER_ERROR = Duration.ofSeconds(10);
    private static final Duration LONGEST_AFTER_FAILURE = Duration.ofMinutes(1);
    private static final Duration LONGEST_SPACING = Duration.ofSeconds(2);
    private static final Duration END_OF_ROUND = Duration.ofSeconds(20);
    private static final double SLOWER = 1.5;
    private static final double FASTER = 0.97;
    private static final int ROUNDS_TO_PRUNE = 1000;
    private static final int ROUNDS_TO_TELL = 3;

    private final String stream;
    private final ConnectionSource connections;
    private final Executor readThreads;
    private final IngestionSettings settings;
    private final Clock clock;
    private final Thread thread;
    private List<ViewReader> readers;
    private boolean closed;

    // The thread's own from here on.
    private final Map<Long, Turn> turns = new HashMap<>();
    private final Backoff broken = new Backoff(AFTER_ERROR, LONGEST_AFTER_ERROR);
    private final Backoff unlisted = new Backoff(AFTER_ERROR, LONGEST_AFTER_ERROR);
    private int unreadable;
    private Duration spacing;
    private Instant free = Instant.MIN;

    /** When it is a view's turn. */
    private static final class Turn {
        private final Backoff failing = new Backoff(AFTER_ERROR, LONGEST_AFTER_FAILURE);
        private final Backoff lost = new Backoff(Duration.ofMillis(100), AFTER_ERROR);
        private Instant next = Instant.MIN;
        private int rounds;
    }

    StreamLane(
            String stream,
            ConnectionSource connections,
            Executor readThreads,
            IngestionSettings settings,
            Clock clock,
            List<ViewReader> readers) {
        this.stream = stream;
        this.connections = connections;
        this.readThreads = readThreads;
        this.settings = settings;
        this.clock = clock;
        this.readers = List.copyOf(readers);
        this.spacing = settings.spacing();
        this.thread = new Thread(this::run, "redshift-ingestion-" + stream);
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on these are the views. */
    synchronized void serve(List<ViewReader> now) {
        if (!now.equals(readers)) {
            readers = List.copyOf(now);
            notifyAll();
        }
    }

    private synchronized List<ViewReader> readers() {
        return readers;
    }

    private void run() {
        while (!isClosedAt(broken.until())) {
            try (Connection connection = connections.open()) {
                BatchStage stage = new BatchStage(connection, clock);
                broken.succeeded();
                keepFresh(new ViewRefresher(
                        new ViewStore(connection, clock), stage, new ShardReads(readThreads, clock), clock));
            } catch (SQLException e) {
                if (!isClosedAt(Instant.MIN) && broken.failures() == 0) {
                    LOG.warn("ingestion of stream {} was interrupted and starts again", stream, e);
                }
                broken.failed(clock.instant());
            }
        }
    }

    private void keepFresh(ViewRefresher refresher) throws SQLException {
        while (true) {
            List<ViewReader> views = readers();
            turns.keySet()
                    .retainAll(views.stream().map(reader -> reader.view().oid()).toList());
            Optional<ViewReader> next = views.stream().min(Comparator.comparing(reader -> turn(reader).next));
            Instant at = next.map(reader -> turn(reader).next).orElse(Instant.MAX);
            if (isClosedAt(at.isBefore(free) ? free : at)) {
                return;
            }
            if (next.isPresent() && views.equals(readers())) {
                round(refresher, next.get(), views.size());
            }
        }
    }

    private Turn turn(ViewReader reader) {
        return turns.computeIfAbsent(reader.view().oid(), oid -> new Turn());
    }

    private void round(ViewRefresher refresher, ViewReader reader, int views) throws SQLException {
        Turn turn = turn(reader);
        Instant start = clock.instant();
        free = start.plus(spacing);
        try {
            Outcome outcome = refresher.refresh(reader);
            unreadable = outcome == Outcome.UNREADABLE ? unreadable + 1 : 0;
            tellIfUnreadable(Optional.empty());
            adapt(outcome == Outcome.THROTTLED);
            unlisted.succeeded();
            turn.next = next(refresher, turn, outcome, start, views);
            if (turn.failing.failures() > 0 && (outcome == Outcome.UP_TO_DATE || outcome == Outcome.MORE)) {
                refresher.recovered(reader);
                turn.failing.succeeded();
            }
            if (++turn.rounds % ROUNDS_TO_PRUNE == 0) {
                refresher.prune(reader);
            }
        } catch (SdkException e) {
            unreadable++;
            tellIfUnreadable(Optional.of(e));
            unlisted.failed(clock.instant());
            free = unlisted.until();
        } catch (SQLException e) {
            if (!ViewRefresher.isPassing(e)) {
                throw e;
            }
            turn.next = next(refresher, turn, Outcome.LOST, start, views);
        }
    }

    /** Not if it passes at once. */
    private void tellIfUnreadable(Optional<SdkException> cause) {
        if (unreadable == ROUNDS_TO_TELL && !isClosedAt(Instant.MIN)) {
            LOG.warn("stream {} cannot be read and is tried again until it can", stream, cause.orElse(null));
        }
    }

    private Instant next(ViewRefresher refresher, Turn turn, Outcome outcome, Instant start, int views) {
        switch (outcome) {
            case FAILED -> {
                turn.failing.failed(clock.instant());
                return turn.failing.until();
            }
            case LOST -> {
                turn.lost.failed(clock.instant());
                return turn.lost.until();
            }
            case THROTTLED, UNREADABLE -> {
                Instant again = refresher.nextTry();
                return again.isBefore(start) ? start : again;
            }
            default -> turn.lost.succeeded();
        }
        Duration fairShare = spacing.multipliedBy(views);
        Duration pause = fairShare.compareTo(settings.shortestPause()) > 0 ? fairShare : settings.shortestPause();
        return start.plus(outcome == Outcome.MORE ? spacing : pause);
    }

    private void adapt(boolean throttled) {
        double factor = throttled ? SLOWER : FASTER;
        Duration other = Duration.ofNanos((long) (spacing.toNanos() * factor));
        Duration bounded = other.compareTo(settings.spacing()) < 0 ? settings.spacing() : other;
        spacing = bounded.compareTo(LONGEST_SPACING) > 0 ? LONGEST_SPACING : bounded;
    }

    /** Waits until the time, or until the views are others ones. */
    private synchronized boolean isClosedAt(Instant time) {
        List<ViewReader> before = readers;
        try {
            while (!closed && before.equals(readers)) {
                long millis = time.equals(Instant.MAX)
                        ? Long.MAX_VALUE
                        : Duration.between(clock.instant(), time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time)
                                .toMillis();
                if (millis <= 0) {
                    break;
                }
                wait(Math.min(millis, LONGEST_AFTER_ERROR.toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
        return closed;
    }

    /** Tells it to end after the round at hand. */
    synchronized void stop() {
        closed = true;
        notifyAll();
    }

    /** Ends after the round at hand. */
    @Override
    public void close() {
        stop();
        try {
            thread.join(END_OF_ROUND.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
