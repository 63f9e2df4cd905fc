package io.github.calllake.simulate;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Whole calls with everything that Amazon Chime SDK call analytics sends about them, as records of a Kinesis data stream.
 *
 * <p>Records come in order of arrival, calls interleaved, and are made as they are asked for: memory holds the calls under
 * way and the records that are late, however many calls there are. What the calls say depends on the seed alone, not on the
 * machine, its time zone or its locale; nor do duplicated, late, out-of-order or malformed records change it, so what a
 * consumer should end up with is known.
 *
 * <p>Names, numbers and words are invented. Immutable and thread-safe; an iterator or stream is for one thread.
 *
 * @see <a href="https://docs.aws.amazon.com/chime-sdk/latest/dg/call-analytics-processor-and-output-destinations.html">Call
 *     analytics processors and output destinations</a>
 */
public final class CallSimulator implements Iterable<SimulatedRecord> {
    private final SimulatorSettings settings;

    public CallSimulator(SimulatorSettings settings) {
        this.settings = requireNonNull(settings, "settings");
    }

    /** All records from the first one on, in order of arrival. Every iterator gives the same. */
    @Override
    public Iterator<SimulatedRecord> iterator() {
        return new Delivery(settings);
    }

    /**
     * The files that Transcribe leaves in S3 after the calls with post-call analytics, call by call. What they say is what
     * the events say: the turns, their sentiments, issues and categories, and the session ids that events announce.
     * Simulates all calls once more. Sequential.
     *
     * @see <a href="https://docs.aws.amazon.com/transcribe/latest/dg/tca-post-call.html">Post-call analytics with real-time
     *     transcriptions</a>
     */
    public Stream<PostCallFile> postCallFiles() {
        CallStarts starts = new CallStarts(settings);
        return LongStream.range(0, settings.calls())
                .boxed()
                .flatMap(number -> PostCallFiles.of(settings, number, starts.next()).stream());
    }

    /** The same as {@link #iterator()}, as an ordered, sequential stream. */
    public Stream<SimulatedRecord> records() {
        int traits = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator(), traits), false);
    }
}
