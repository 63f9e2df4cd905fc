package io.github.calllake.lake;

import io.github.calllake.lake.ShardProgress.State;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How far a lake has a stream: of each shard the position up to which its records are archived, and of the whole the arrival up to
 * which every record is.
 *
 * <p>What it says stays true: the lake only grows. It may be behind, by the time for which records wait to become files.
 *
 * <p>Arrival times are Kinesis's approximate ones, which need not be in order within a shard: a record may arrive below the
 * watermark after the fact. Whoever splits a question by time therefore keeps away from the watermark by a margin ({@link
 * #boundary}); archivers count the records that came so late, and how late. Whoever needs it exact splits by the shards'
 * positions, which know no clock.
 *
 * <p>Immutable.
 *
 * @param stream the stream: of those that had one name, the one that was made last
 * @param shards the progress of each of its shards that has any, in the order of their ids
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Record.html">ApproximateArrivalTimestamp</a>
 */
public record CompletionWatermark(ArchivedStream stream, List<ShardProgress> shards) {

    public CompletionWatermark {
        shards = List.copyOf(shards);
    }

    /**
     * Reads it from the lake: one listing, and one small object a shard.
     *
     * @param stream the stream's name
     * @return empty if no stream of this name has been archived here
     * @throws LakeException if the lake cannot be read
     */
    public static Optional<CompletionWatermark> read(LakeStore store, LakeLayout layout, String stream) {
        return CommitLog.newest(store, layout, stream).map(newest -> of(store, layout, newest));
    }

    /**
     * The same, and refuses a lake that is another stream's: a mistyped name would else be a stream of which nothing is archived
     * as yet. Where nothing of the stream is archived this costs another read, and in a lake that names no stream a listing.
     *
     * @param stream the stream's name
     * @return empty if nothing is archived of this stream, and the lake is its own or nobody's
     * @throws LakeException if the lake is another stream's, or cannot be read
     */
    public static Optional<CompletionWatermark> readOwn(LakeStore store, LakeLayout layout, String stream) {
        Optional<CompletionWatermark> archived = read(store, layout, stream);
        if (archived.isEmpty()) {
            List<String> its = LakeDefinition.read(store, layout)
                    .flatMap(LakeDefinition::stream)
                    .map(List::of)
                    .orElseGet(() -> CommitLog.streams(store, layout));
            if (!its.isEmpty() && !its.contains(stream)) {
                throw new LakeException("Nothing of stream " + stream + " is archived at " + layout.address()
                        + ", which is the lake of stream " + String.join(", ", its)
                        + ". Name the stream that its archiver was given");
            }
        }
        return archived;
    }

    /**
     * Reads that of one stream, even if another has taken its name since.
     *
     * @throws LakeException if the lake cannot be read
     */
    public static CompletionWatermark of(LakeStore store, LakeLayout layout, ArchivedStream stream) {
        return new CompletionWatermark(stream, CommitLog.progressOfAllShards(store, layout, stream));
    }

    /**
     * Every record of the stream that arrived up to here is archived. The least of the shards' watermarks; ended shards hold nothing
     * back, for what follows them is in their children, which have progress before their parent is closed. Once all have
     * ended, the greatest.
     *
     * @return in whole milliseconds; empty while it is not known of a shard
     */
    public Optional<Instant> watermark() {
        List<Optional<Instant>> open = open().map(ShardProgress::watermark).toList();
        if (open.isEmpty()) {
            return shards.stream().flatMap(shard -> shard.watermark().stream()).max(Instant::compareTo);
        }
        return least(open);
    }

    /**
     * The same for a reader that knows which shards the stream has: one that has no progress yet is archived as far as its
     * parents are, and one that has neither progress nor parents is not archived at all.
     *
     * @param parents of each shard that the stream lists, the shards it was split or merged from, as Kinesis says
     * @return empty while it is not known of a shard, of which nothing can then be said
     */
    public Optional<Instant> watermark(Map<String, List<String>> parents) {
        Map<String, ShardProgress> known = new HashMap<>();
        shards.forEach(shard -> known.put(shard.shard(), shard));
        Stream<Optional<Instant>> unknown = parents.keySet().stream()
                .filter(shard -> !known.containsKey(shard))
                .map(shard -> ofParents(shard, parents, known, new HashSet<>()));
        List<Optional<Instant>> all =
                Stream.concat(Stream.of(watermark()), unknown).toList();
        return least(all);
    }

    private static Optional<Instant> ofParents(
            String shard, Map<String, List<String>> parents, Map<String, ShardProgress> known, Set<String> seen) {
        List<String> of = parents.getOrDefault(shard, List.of());
        if (of.isEmpty() || !seen.add(shard)) {
            return Optional.empty();
        }
        return least(of.stream()
                .map(parent -> known.containsKey(parent)
                        ? known.get(parent).watermark()
                        : ofParents(parent, parents, known, seen))
                .toList());
    }

    private static Optional<Instant> least(List<Optional<Instant>> of) {
        return of.stream().allMatch(Optional::isPresent)
                ? of.stream().flatMap(Optional::stream).min(Instant::compareTo)
                : Optional.empty();
    }

    /**
     * The instant to split a question by: rows that arrived before it come from the lake, those that arrived at it or later from
     * the hot tier, neither twice nor not at all. To be taken once for both halves of a question.
     *
     * @param margin by how much arrival times may be out of order; a minute is usual
     * @return in whole milliseconds; empty while the watermark is not known
     */
    public Optional<Instant> boundary(Duration margin) {
        return watermark().map(at -> at.minus(margin).truncatedTo(ChronoUnit.MILLIS));
    }

    /** The shards that can get more records. */
    private Stream<ShardProgress> open() {
        return shards.stream().filter(shard -> shard.state() == State.OPEN);
    }
}
