package io.github.calllake.stream;

import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.RequestDetails;
import software.amazon.kinesis.retrieval.RecordsDeliveryAck;
import software.amazon.kinesis.retrieval.RecordsPublisher;
import software.amazon.kinesis.retrieval.RecordsRetrieved;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * Has the Kinesis Client Library call a shard's processor again as soon as the last call is done. What a call is about is
 * asked for when it begins, not when it is queued. Reads nothing itself.
 */
final class ShardTicks implements RecordsPublisher {

    private final FleetShard shard;

    ShardTicks(FleetShard shard) {
        this.shard = shard;
    }

    FleetShard shard() {
        return shard;
    }

    @Override
    public void subscribe(Subscriber<? super RecordsRetrieved> subscriber) {
        subscriber.onSubscribe(new Ticking(subscriber));
    }

    /** Emits as many ticks as are asked for, from whichever thread asks, and never two at a time. */
    private final class Ticking implements Subscription {

        private final Subscriber<? super RecordsRetrieved> subscriber;
        private final AtomicLong owed = new AtomicLong();
        private volatile boolean cancelled;

        Ticking(Subscriber<? super RecordsRetrieved> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long ticks) {
            if (owed.getAndAdd(ticks) > 0) {
                // Another thread, or a caller further up, is emitting and goes on to emit these.
                return;
            }
            do {
                if (!cancelled) {
                    RecordsRetrieved tick = shard::next;
                    subscriber.onNext(tick);
                }
            } while (owed.decrementAndGet() > 0);
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    @Override
    public void start(ExtendedSequenceNumber checkpoint, InitialPositionInStreamExtended initial) {
        // Where to begin is for the consumer to say.
    }

    @Override
    public void restartFrom(RecordsRetrieved last) {
        // A tick has no position.
    }

    @Override
    public void notify(RecordsDeliveryAck acknowledgement) {
        // Nothing is kept to be sent again.
    }

    @Override
    public RequestDetails getLastSuccessfulRequestDetails() {
        return new RequestDetails();
    }

    @Override
    public void shutdown() {
        // Nothing is open.
    }
}
