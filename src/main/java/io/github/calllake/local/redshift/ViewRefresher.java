package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.ShardReads.Round;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Brings records from a stream into its views, one view at a time. A refresh reads each shard and keeps what it read in one transaction, positions
 * and rows. Belongs to one connection; not thread-safe.
 */
final class ViewRefresher {

    private static final Logger LOG = LoggerFactory.getLogger(ViewRefresher.class);

    private static final String UPDATED = "Refresh successfully updated MV incrementally";
    private static final String NO_NEW_DATA = UPDATED + ". Stream returned no new data";
    private static final String ALL_SKIPPED = UPDATED + ". All records received from the stream were skipped";
    private static final String SOME_SKIPPED = UPDATED + ". Some stream records were skipped";
    private static final String MAY_CONTAIN_MORE = UPDATED + ". The stream may contain more data";
    private static final String FAILED = "Refresh failed due to an internal error";

    /** Errors of data, of the query or of a limit come again with the same records; anything else may pass. */
    private static final List<String> FAULTS_OF_THE_BODY = List.of("22", "23", "42", "54", "0A", "P0");

    /** Of a lock, or of what somebody else does to the view. */
    private static final Set<String> PASSING = Set.of("55P03", "40P01", "40001");

    private static final int MOST_LOST = 100;

    /** How long a REFRESH goes on when Kinesis lets it read nothing. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ViewStore store;
    private final BatchStage stage;
    private final ShardReads reads;
    private final Clock clock;

    ViewRefresher(ViewStore store, BatchStage stage, ShardReads reads, Clock clock) {
        this.store = store;
        this.stage = stage;
        this.reads = reads;
        this.clock = clock;
    }

    /** What came of one round. */
    enum Outcome {
        /** Everything is in. */
        UP_TO_DATE,
        /** The stream holds more. */
        MORE,
        /** Kinesis refused to read a shard, for its rate. */
        THROTTLED,
        /** A shard could not be read. */
        UNREADABLE,
        /** Somebody else reads, changes or drops the view. */
        LOST,
        /** The view's query fails. */
        FAILED
    }

    /**
     * One round over a view's shards, in the background.
     *
     * @throws SdkException if the stream's shards cannot be listed
     */
    Outcome refresh(ViewReader reader) throws SQLException {
        synchronized (reader) {
            List<ShardReader> shards = reader.readable(store);
            Round round = reads.read(shards);
            Outcome outcome = Outcome.UP_TO_DATE;
            if (!round.isEmpty()) {
                RefreshNote note = store.begin(RefreshNote.Type.AUTO);
                outcome = keep(reader, note, round, Optional.of(status(round)));
            } else {
                round.batches().forEach(ShardReader::keep);
            }
            if (round.failure().isPresent()) {
                // The stream may be gone.
                reader.shardEnded();
            }
            return outcome == Outcome.UP_TO_DATE ? outcomeOf(round) : outcome;
        }
    }

    private static Outcome outcomeOf(Round round) {
        if (round.failure().isPresent()) {
            LOG.debug("a shard cannot be read", round.failure().get());
            return Outcome.UNREADABLE;
        }
        if (round.throttled()) {
            return Outcome.THROTTLED;
        }
        return round.more() ? Outcome.MORE : Outcome.UP_TO_DATE;
    }

    private static String status(Round round) {
        boolean skipped = round.batches().values().stream()
                .anyMatch(batch -> !batch.tooLarge().isEmpty());
        boolean accepted = round.batches().values().stream()
                .anyMatch(batch -> !batch.accepted().isEmpty());
        if (skipped) {
            return accepted ? SOME_SKIPPED : ALL_SKIPPED;
        }
        return round.more() ? MAY_CONTAIN_MORE : UPDATED;
    }

    private Outcome keep(ViewReader reader, RefreshNote note, Round round, Optional<String> status)
            throws SQLException {
        StreamingView view = reader.view();
        List<ShardStep> steps = new ArrayList<>();
        round.batches().forEach((shard, batch) -> {
            if (!batch.isEmpty()) {
                steps.add(new ShardStep(shard.kept(), shard.after(batch), batch));
            }
        });
        try {
            String relation = stage.put(round.batches().values(), note.start());
            if (!store.add(view, note, steps, relation, status)) {
                reader.startAnew();
                return Outcome.LOST;
            }
        } catch (SQLException e) {
            if (isPassing(e)) {
                return Outcome.LOST;
            }
            if (!isBodysFault(e)) {
                throw e;
            }
            fail(view, note, e);
            return Outcome.FAILED;
        }
        round.batches().forEach(ShardReader::keep);
        if (round.batches().values().stream().anyMatch(ShardBatch::closed)) {
            reader.shardEnded();
        }
        return Outcome.UP_TO_DATE;
    }

    private void fail(StreamingView view, RefreshNote note, SQLException e) throws SQLException {
        if (store.markFailed(view, e)) {
            // The message of a failed cast quotes the value, so it is kept in the database only.
            LOG.warn(
                    "materialized view {} has stopped: its query failed with SQLSTATE {}; REFRESH MATERIALIZED VIEW tells why",
                    view.name().quoted(),
                    e.getSQLState());
        }
        store.noteRefresh(view, note, FAILED);
    }

    private static boolean isBodysFault(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return FAULTS_OF_THE_BODY.stream().anyMatch(state::startsWith);
    }

    /** A view that had failed reads again. */
    void recovered(ViewReader reader) throws SQLException {
        store.clearFailure(reader.view());
    }

    /** Now and then, so that the system views do not grow for ever. */
    void prune(ViewReader reader) throws SQLException {
        store.prune(reader.view());
    }

    /** Whether the error is of a lock, and the same may succeed later. */
    static boolean isPassing(SQLException e) {
        return PASSING.contains(String.valueOf(e.getSQLState()));
    }

    /**
     * Reads for one view until everything that was in the stream when this was called is in it.
     *
     * @throws SdkException if a shard cannot be read
     */
    void drain(ViewReader reader) throws SQLException {
        Instant start = clock.instant();
        RefreshNote note = store.begin(RefreshNote.Type.MANUAL);
        Progress progress = new Progress(start);
        synchronized (reader) {
            reader.shardEnded();
            List<ShardReader> left = reader.readable(store);
            while (!left.isEmpty() && progress.goesOn()) {
                Round round = reads.read(left);
                progress.add(round, round.isEmpty() ? emptyRound(round) : keep(reader, note, round, Optional.empty()));
                left = reader.readable(store).stream()
                        .filter(shard -> !progress.done.contains(shard.shardId()))
                        .toList();
            }
        }
        if (progress.failed) {
            return;
        }
        if (!progress.goesOn()) {
            throw new RedshiftSqlException(
                    "55P03", "could not refresh the materialized view: another session is changing it");
        }
        store.clearFailure(reader.view());
        store.noteRefresh(reader.view(), note, progress.status());
    }

    private static Outcome emptyRound(Round round) {
        round.batches().forEach(ShardReader::keep);
        return Outcome.UP_TO_DATE;
    }

    /** How far a REFRESH has come. */
    private final class Progress {

        private final Instant start;
        private final Set<String> done = new HashSet<>();
        private Instant lastRead;
        private int lost;
        private boolean read;
        private boolean accepted;
        private boolean skipped;
        private boolean failed;

        Progress(Instant start) {
            this.start = start;
            this.lastRead = start;
        }

        boolean goesOn() {
            return !failed && lost <= MOST_LOST;
        }

        void add(Round round, Outcome outcome) {
            round.failure().ifPresent(failure -> {
                if (isOver(lastRead)) {
                    throw failure;
                }
            });
            failed = outcome == Outcome.FAILED;
            if (outcome == Outcome.LOST) {
                lost++;
                LockSupport.parkNanos(PAUSE.toNanos());
            } else if (round.batches().isEmpty()) {
                waitForKinesis();
            } else {
                lastRead = clock.instant();
                round.batches().forEach(this::add);
            }
        }

        private void add(ShardReader shard, ShardBatch batch) {
            read |= !batch.records().isEmpty();
            accepted |= !batch.accepted().isEmpty();
            skipped |= !batch.tooLarge().isEmpty();
            if (!batch.behind() || batch.closed() || batch.reaches(start)) {
                done.add(shard.shardId());
            }
        }

        private void waitForKinesis() {
            if (isOver(lastRead)) {
                throw new RedshiftSqlException(
                        "XX000",
                        "the stream cannot be read: Kinesis refuses reads, since the rate of a shard is exceeded");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }

        private boolean isOver(Instant since) {
            return Duration.between(since, clock.instant()).compareTo(PATIENCE) > 0;
        }

        String status() {
            if (skipped) {
                return accepted ? SOME_SKIPPED : ALL_SKIPPED;
            }
            return read ? UPDATED : NO_NEW_DATA;
        }
    }

    /** When a shard that is left alone may be read again; in the past if there is none. */
    Instant nextTry() {
        return reads.nextTry();
    }
}
