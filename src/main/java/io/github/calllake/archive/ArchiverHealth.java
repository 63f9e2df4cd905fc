package io.github.calllake.archive;

import java.util.List;

/**
 * Whether an archiver works. Immutable.
 *
 * <p>It is ready when it has its stream and its lake (of a fleet: has joined it), every shard that falls to it has been taken
 * up from the lake's log, with what an earlier run left unfinished completed, no shard fails, and it has not been told to stop.
 *
 * <p>It is live as long as every shard that it reads goes on: a read, a pause before another attempt, a written object, a new
 * attempt after a failure. That S3 or Kinesis refuse everything makes it unready, and not dead: a restart would change nothing.
 *
 * @param notReady why it is not ready, one line each; empty if it is
 * @param notLive which shards stand still, one line each; empty if none does
 */
public record ArchiverHealth(List<String> notReady, List<String> notLive) {

    public ArchiverHealth {
        notReady = List.copyOf(notReady);
        notLive = List.copyOf(notLive);
    }

    /** Whether it is ready. */
    public boolean isReady() {
        return notReady.isEmpty();
    }

    /** Whether it is live. */
    public boolean isLive() {
        return notLive.isEmpty();
    }
}
