package io.github.calllake.stream;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.coordinator.WorkerStateChangeListener;

/**
 * One worker's share of a fleet's reading, under way. When the Kinesis Client Library gives up, which it does when it cannot
 * begin, it is started again, for as long as this is open. Thread-safe.
 */
final class FleetConsumption implements StreamConsumption {

    private static final Logger LOG = LoggerFactory.getLogger(FleetConsumption.class);
    private static final long PATIENCE_MILLIS = Duration.ofSeconds(30).toMillis();

    private final String fleet;
    private final Runs runs;
    private final StopSignal stop = new StopSignal();
    private final ReadMonitor monitor = new ReadMonitor();
    private final Thread thread;

    /** Guarded by this. */
    private Run current;

    /** Guarded by this: what the library said when it last failed to begin. */
    private Optional<String> failure = Optional.empty();

    /** Guarded by this: whether the library has begun. */
    private boolean joined;

    /** Makes a run of the library, with the shards that it will hold. */
    interface Runs {
        /** Shards to hold, until told to stop. */
        FleetShards shards(StopSignal stop, ReadMonitor monitor);

        /** The library, which is to hold its shards there. */
        Scheduler scheduler(FleetShards shards, WorkerStateChangeListener listener);

        /** What the client of the stream has made again by itself. */
        RetriesInClient retriesInClient();
    }

    private record Run(StopSignal stop, FleetShards shards, Optional<Scheduler> scheduler) {}

    FleetConsumption(String fleet, Runs runs) {
        this.fleet = fleet;
        this.runs = runs;
        this.current = unbegun();
        this.thread = new Thread(this::run, "fleet-" + fleet);
        thread.start();
    }

    private Run unbegun() {
        StopSignal ofRun = new StopSignal();
        return new Run(ofRun, runs.shards(ofRun, monitor), Optional.empty());
    }

    private void run() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
        while (!stop.isStopped()) {
            try {
                begin().ifPresent(Scheduler::run);
                failed(backoff.next(), Optional.empty());
            } catch (RuntimeException e) {
                failed(backoff.next(), Optional.of(e));
            } catch (Error e) {
                monitor.died(e);
                failed(Duration.ZERO, Optional.of(e));
                stop.stop();
            }
        }
    }

    private synchronized Optional<Scheduler> begin() {
        if (stop.isStopped()) {
            return Optional.empty();
        }
        Run run = unbegun();
        run.shards().fleetFails(fleet, failure);
        Scheduler scheduler = runs.scheduler(run.shards(), new Listener(run.shards()));
        current = new Run(run.stop(), run.shards(), Optional.of(scheduler));
        return current.scheduler();
    }

    private void failed(Duration pause, Optional<Throwable> thrown) {
        if (stop.isStopped()) {
            return;
        }
        String reason;
        synchronized (this) {
            current.stop().stop();
            joined = false;
            monitor.leftAll();
            reason = thrown.map(Throwable::getMessage).or(() -> failure).orElse("The Kinesis Client Library has ended");
            failure = Optional.of(reason);
            current.shards().fleetFails(fleet, failure);
        }
        LOG.error("Fleet {}: joined again in {}: {}", fleet, pause, reason, thrown.orElse(null));
        stop.pause(pause);
    }

    private final class Listener implements WorkerStateChangeListener {

        private final FleetShards shards;

        Listener(FleetShards shards) {
            this.shards = shards;
        }

        @Override
        public void onWorkerStateChange(WorkerState state) {
            LOG.debug("Fleet {}: {}", fleet, state);
            if (state == WorkerState.STARTED) {
                synchronized (FleetConsumption.this) {
                    failure = Optional.empty();
                    joined = true;
                    shards.fleetFails(fleet, failure);
                }
            }
        }

        @Override
        public void onAllInitializationAttemptsFailed(Throwable e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            synchronized (FleetConsumption.this) {
                failure = Optional.of("Could not join the fleet: " + cause.getMessage());
            }
        }
    }

    @Override
    public synchronized Map<String, String> failing() {
        return current.shards().failing();
    }

    @Override
    public synchronized Set<String> unfinished() {
        return current.shards().unfinished();
    }

    @Override
    public synchronized ReadStatus status() {
        return monitor.status(joined, runs.retriesInClient());
    }

    @Override
    public void close() {
        stop.stop();
        Optional<Scheduler> running;
        synchronized (this) {
            current.stop().stop();
            running = current.scheduler();
        }
        running.ifPresent(Scheduler::startGracefulShutdown);
        awaitEnd();
    }

    /** Waiting on: what a consumer is writing is worth more than a fast end. */
    private void awaitEnd() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join(PATIENCE_MILLIS);
                if (thread.isAlive()) {
                    LOG.warn("Fleet {}: still waiting for its worker to stop", fleet);
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
