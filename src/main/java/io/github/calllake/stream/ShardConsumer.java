package io.github.calllake.stream;

import java.util.Optional;

/**
 * Is given the records of one shard, in order, by whatever reads the shard.
 *
 * <p>A reader calls {@link #start()} first, then {@link #accept} for each batch, then, unless the batch said that the shard
 * has ended, {@link #stop()}; all from one thread at a time. If any of them throws, the reader forgets this consumer and
 * may make a new one for the shard, which starts from what has been made durable.
 */
public interface ShardConsumer {

    /**
     * Takes up the shard.
     *
     * @return where to read from; a reader that cannot begin there may begin earlier, never later. Empty if the shard has
     *     been consumed to its end
     */
    Optional<ShardPosition> start();

    /**
     * Takes what a read gave. Called for an empty batch too, at least every few seconds, so that time can be kept. After a
     * batch that ends the shard nothing more is called.
     */
    void accept(ShardBatch batch);

    /**
     * Whether this consumer has made anything durable. Until it has, a failure of the one before it counts as lasting.
     */
    boolean hasMadeDurable();

    /** The sequence number up to which everything is durable; empty if nothing is. Asked after {@link #start()}. */
    Optional<String> durableThrough();

    /** Makes durable what was accepted: the reader is about to leave the shard of its own will. */
    void stop();

    /**
     * The shard is another worker's from now on; nothing is called any more. What was accepted and is not durable is dropped,
     * and that worker reads it again.
     */
    void leave();

    /** Makes the consumers. */
    interface Factory {

        /**
         * A fresh consumer of the shard. Called from the shard's own thread.
         *
         * @param stream the stream that the shard is of: after it was deleted and made anew it is another, with shards of
         *     the same ids
         */
        ShardConsumer consumerOf(StreamShard shard, StreamDescription stream);
    }
}
