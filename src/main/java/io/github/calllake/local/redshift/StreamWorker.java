package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.ShardReader.Place;
import io.github.calllake.local.redshift.ViewStore.RefreshType;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * Brings the records of one stream into its views. Each view has its own position in each shard; views at the same position share one read.
 * Thread-safe: one round at a time.
 */
final class StreamWorker {

    private static final Logger LOG = LoggerFactory.getLogger(StreamWorker.class);

    private static final String UPDATED = "Refresh successfully updated MV incrementally";
    private static final String NO_NEW_DATA = UPDATED + ". Stream returned no new data";
    private static final String SOME_SKIPPED = UPDATED + ". Some stream records were skipped";
    private static final String FAILED = "Refresh failed due to an internal error";

    private static final int MOST_LOST = 100;

    private final ShardReader reader;
    private final Clock clock;
    private final Map<Long, Map<String, ShardPosition>> positions = new HashMap<>();
    /** Where the last read found no more to come. */
    private final Set<Place> atTip = new HashSet<>();

    /** @param largestRecord in bytes, that a view takes */
    StreamWorker(KinesisClient kinesis, String stream, int largestRecord, Clock clock) {
        this.reader = new ShardReader(kinesis, stream, largestRecord);
        this.clock = clock;
    }

    /**
     * One read of every shard for every view.
     *
     * @return whether there is more to read at once
     */
    synchronized boolean poll(ViewStore store, List<StreamingView> views) throws SQLException {
        Round round = new Round(store, RefreshType.AUTO);
        positions.keySet().retainAll(views.stream().map(StreamingView::oid).toList());
        boolean more = false;
        for (Shard shard : reader.shards()) {
            more |= poll(round, shard, groups(store, shard, views));
        }
        forgetOldIterators();
        round.note(views);
        if (round.shardEnded) {
            reader.listShards();
        }
        return more && !round.stuck;
    }

    /**
     * Views that are behind wait for those further behind, so that all of them go on by the same reads. A view that has reached the stream's tip
     * waits for none.
     */
    private boolean poll(Round round, Shard shard, NavigableMap<Optional<String>, List<StreamingView>> groups)
            throws SQLException {
        boolean more = false;
        boolean moved = false;
        for (var group : groups.entrySet()) {
            Place place = new Place(shard.shardId(), group.getKey());
            if (moved && !atTip.contains(place)) {
                more = true;
                continue;
            }
            ShardBatch batch = reader.read(place);
            Optional<String> next =
                    Optional.ofNullable(groups.higherKey(group.getKey())).flatMap(position -> position);
            batch = next.isPresent() ? batch.upTo(next.get()) : batch;
            moved |= round.add(batch, group.getValue());
            more |= batch.behind() || batch.closed();
            if (!batch.behind()) {
                atTip.add(new Place(shard.shardId(), batch.lastSequenceNumber().or(group::getKey)));
            }
        }
        return more;
    }

    /** Reads for one view until everything that was in the stream when this was called is in it. */
    synchronized void drain(ViewStore store, StreamingView view) throws SQLException {
        Instant start = clock.instant();
        Round round = new Round(store, RefreshType.MANUAL);
        // Another process may have read on since, and a REFRESH is the way to try a failed view again.
        positions.remove(view.oid());
        reader.listShards();
        Set<String> done = new HashSet<>();
        Optional<Shard> next = nextShard(store, view, done);
        while (next.isPresent() && !round.stuck) {
            Shard shard = next.get();
            ShardBatch batch = reader.read(new Place(
                    shard.shardId(), position(store, view, shard.shardId()).sequenceNumber()));
            int lost = round.lost;
            round.add(batch, List.of(view));
            boolean atEnd = !batch.behind() || batch.closed() || batch.reaches(start);
            if (atEnd && round.lost == lost) {
                done.add(shard.shardId());
            }
            if (batch.closed()) {
                reader.listShards();
            }
            next = nextShard(store, view, done);
        }
        if (!round.stuck) {
            store.clearFailure(view);
        }
        round.note(List.of(view));
    }

    private Optional<Shard> nextShard(ViewStore store, StreamingView view, Set<String> done) throws SQLException {
        for (Shard shard : reader.shards()) {
            if (!done.contains(shard.shardId()) && isReadable(store, view, shard)) {
                return Optional.of(shard);
            }
        }
        return Optional.empty();
    }

    /** The views that can read the shard, by the sequence number they have read to, the hindmost first. */
    private NavigableMap<Optional<String>, List<StreamingView>> groups(
            ViewStore store, Shard shard, List<StreamingView> views) throws SQLException {
        NavigableMap<Optional<String>, List<StreamingView>> groups = new TreeMap<>(ShardPosition.ORDER);
        for (StreamingView view : views) {
            if (isReadable(store, view, shard)) {
                Optional<String> position =
                        position(store, view, shard.shardId()).sequenceNumber();
                groups.computeIfAbsent(position, key -> new ArrayList<>()).add(view);
            }
        }
        return groups;
    }

    /** A shard waits for its parents, so that a view sees the records of a key in order. */
    private boolean isReadable(ViewStore store, StreamingView view, Shard shard) throws SQLException {
        for (String parent : reader.parents(shard)) {
            if (!position(store, view, parent).closed()) {
                return false;
            }
        }
        return !position(store, view, shard.shardId()).closed();
    }

    private ShardPosition position(ViewStore store, StreamingView view, String shardId) throws SQLException {
        return positionsOf(store, view).getOrDefault(shardId, ShardPosition.START);
    }

    private Map<String, ShardPosition> positionsOf(ViewStore store, StreamingView view) throws SQLException {
        Map<String, ShardPosition> known = positions.get(view.oid());
        if (known == null) {
            known = store.positions(view.oid());
            positions.put(view.oid(), known);
        }
        return known;
    }

    private void forgetOldIterators() {
        Set<Place> places = new HashSet<>();
        for (Shard shard : reader.shards()) {
            for (Map<String, ShardPosition> ofView : positions.values()) {
                places.add(new Place(
                        shard.shardId(),
                        ofView.getOrDefault(shard.shardId(), ShardPosition.START)
                                .sequenceNumber()));
            }
        }
        reader.keepOnly(places);
        atTip.retainAll(places);
    }

    /** One pass over the shards, and what came of it. */
    private final class Round {

        private final ViewStore store;
        private final RefreshType type;
        private final Instant start = clock.instant();
        private final Set<Long> updated = new HashSet<>();
        private final Set<Long> skipped = new HashSet<>();
        private final Set<Long> failed = new HashSet<>();
        private int lost;
        private boolean shardEnded;
        private boolean stuck;

        Round(ViewStore store, RefreshType type) {
            this.store = store;
            this.type = type;
        }

        /** Whether a view has moved on. */
        boolean add(ShardBatch batch, List<StreamingView> views) throws SQLException {
            if (batch.records().isEmpty() && !batch.closed()) {
                return false;
            }
            boolean moved = false;
            if (!batch.accepted().isEmpty()) {
                store.stage(batch, start);
            }
            for (StreamingView view : views) {
                if (!failed.contains(view.oid())) {
                    moved |= add(batch, view);
                }
            }
            shardEnded |= batch.closed();
            return moved;
        }

        private boolean add(ShardBatch batch, StreamingView view) throws SQLException {
            ShardPosition from = position(store, view, batch.shardId());
            ShardPosition to = new ShardPosition(batch.lastSequenceNumber().or(from::sequenceNumber), batch.closed());
            boolean moved = false;
            try {
                moved = store.add(view, batch, from, to);
                if (moved) {
                    positionsOf(store, view).put(batch.shardId(), to);
                    updated.add(view.oid());
                } else {
                    // Somebody else has moved on or is dropping the view: look again, but not for ever.
                    positions.remove(view.oid());
                    lost++;
                    stuck |= type == RefreshType.AUTO || lost > MOST_LOST;
                }
            } catch (SQLException e) {
                if (!isBodysFault(e)) {
                    throw e;
                }
                fail(batch, view, e);
            }
            if (!batch.tooLarge().isEmpty()) {
                skipped.add(view.oid());
            }
            return moved;
        }

        private void fail(ShardBatch batch, StreamingView view, SQLException e) throws SQLException {
            // The message of a failed cast quotes the value, so it is kept in the database only.
            LOG.warn(
                    "materialized view {} has stopped: its query failed on shard {} with SQLSTATE {}; REFRESH MATERIALIZED VIEW tells why",
                    view.name().quoted(),
                    batch.shardId(),
                    e.getSQLState());
            store.markFailed(view, e);
            failed.add(view.oid());
            updated.remove(view.oid());
            stuck |= type == RefreshType.MANUAL;
        }

        void note(List<StreamingView> views) throws SQLException {
            for (StreamingView view : views) {
                if (failed.contains(view.oid())) {
                    store.noteRefresh(view, type, FAILED, start);
                } else if (updated.contains(view.oid())) {
                    store.noteRefresh(view, type, skipped.contains(view.oid()) ? SOME_SKIPPED : UPDATED, start);
                } else if (type == RefreshType.MANUAL) {
                    store.noteRefresh(view, type, NO_NEW_DATA, start);
                }
            }
        }
    }

    /** Errors of data, of the query or of a limit come again with the same batch; anything else may pass. */
    private static boolean isBodysFault(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return List.of("22", "23", "42", "54", "0A", "P0").stream().anyMatch(state::startsWith);
    }
}
