package io.github.calllake.query;

import io.github.calllake.lake.CompletionWatermark;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The completion watermark that the archiver keeps in the lake, less a margin: Kinesis promises no order of arrival times, and
 * the margin must be longer than they are out of order. Thread-safe.
 *
 * <p>A boundary is believed for a few seconds, which saves a listing and a read a shard for each question. It is safe to use an
 * older one: it splits the same records a little earlier.
 */
public final class LakeBoundary implements TimeBoundary {

    private static final Duration DEFAULT_MARGIN = Duration.ofMinutes(1);
    private static final Duration DEFAULT_BELIEVED_FOR = Duration.ofSeconds(5);

    private final LakeStore store;
    private final LakeLayout layout;
    private final String stream;
    private final Duration margin;
    private final Duration believedFor;
    private final Clock clock;
    private @Nullable Known known;

    private record Known(Optional<Instant> boundary, Instant read) {}

    /**
     * A boundary with a margin of one's own.
     *
     * @param store the lake's bucket; stays the caller's to close
     * @param layout where in it the lake lies
     * @param stream the Kinesis data stream whose records both tiers hold
     * @param margin by how much arrival times may be out of order
     * @param believedFor how long a boundary that was read is used; zero to read it for each question
     * @param clock says how long ago it was read
     */
    public LakeBoundary(
            LakeStore store, LakeLayout layout, String stream, Duration margin, Duration believedFor, Clock clock) {
        if (margin.isNegative() || believedFor.isNegative()) {
            throw new IllegalArgumentException(
                    "Margin and believedFor must not be negative, not " + margin + " and " + believedFor);
        }
        this.store = store;
        this.layout = layout;
        this.stream = stream;
        this.margin = margin;
        this.believedFor = believedFor;
        this.clock = clock;
    }

    /** A margin of a minute; believed for five seconds. */
    public static LakeBoundary of(LakeStore store, LakeLayout layout, String stream) {
        return new LakeBoundary(store, layout, stream, DEFAULT_MARGIN, DEFAULT_BELIEVED_FOR, Clock.systemUTC());
    }

    /**
     * {@inheritDoc}
     *
     * @throws io.github.calllake.lake.LakeException if the lake cannot be read, or nothing of the stream is archived in it and it
     *     is another stream's
     */
    @Override
    public synchronized Optional<Instant> read() {
        Instant now = clock.instant();
        Known last = known;
        if (last == null || !now.isBefore(last.read().plus(believedFor))) {
            last = new Known(
                    CompletionWatermark.readOwn(store, layout, stream).flatMap(archived -> archived.boundary(margin)),
                    now);
            known = last;
        }
        return last.boundary();
    }
}
