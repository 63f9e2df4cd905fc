package io.github.calllake.stream;

import java.util.List;

/** A stream, and a way to read its shards: by one process ({@link DirectStream}) or by a fleet ({@link KclStream}). */
public sealed interface StreamSource extends AutoCloseable permits DirectStream, KclStream {

    /** The stream's name. */
    String name();

    /**
     * The stream as it is now.
     *
     * @throws StreamException if there is no such stream or it cannot be asked
     */
    StreamDescription description();

    /**
     * The stream's shards: open ones, and closed ones while records of them may be left.
     *
     * @throws StreamException if there is no such stream or it cannot be asked
     */
    List<StreamShard> shards();

    /**
     * Reads shards into consumers, one each, parents before their children, until the consumption is closed. A shard whose
     * consumer fails is taken up again by a new one, after a pause.
     *
     * @throws StreamException if there is no such stream or it cannot be asked
     */
    StreamConsumption consume(ShardConsumer.Factory consumers);

    /** Closes the clients that this source made. Close its consumptions before. */
    @Override
    void close();
}
