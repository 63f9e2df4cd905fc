package io.github.calllake.local.redshift;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL owes on one connection, in the order it was asked. One thread asks, another takes the answers; each thing is
 * expected before it is sent.
 */
final class Conversation {
    private final Queue<Expected> owed = new ConcurrentLinkedQueue<>();
    private volatile boolean failedTransaction;

    /** Which extended query, counted by its Sync, has failed and is skipped to its end; -1 if none was. */
    private volatile int failedQuery = -1;

    private volatile boolean over;

    /** Used by the thread that asks only. */
    private int asked;

    /** Used by the thread that takes the answers only. */
    private int ended;

    /** Used by the thread that takes the answers only. */
    private boolean skipping;

    void expect(Expected expected) {
        owed.add(expected);
        if (expected.endsReady()) {
            asked++;
        }
    }

    /** What is answered now, if anything was asked. */
    Optional<Expected> current() {
        return Optional.ofNullable(owed.peek());
    }

    /** The current one is answered, if it is of that kind. */
    <T extends Expected> Optional<T> answered(Class<T> kind) {
        Expected current = owed.peek();
        if (!kind.isInstance(current)) {
            return Optional.empty();
        }
        owed.remove();
        return Optional.of(kind.cast(current));
    }

    /** An error has come: within an extended query, nothing more is answered before the Sync. */
    void failed() {
        Expected current = owed.peek();
        skipping = current != null && !(current instanceof Expected.Query);
        if (skipping) {
            failedQuery = ended;
        }
    }

    /** ReadyForQuery has come. */
    void ready(boolean inFailedTransaction) {
        failedTransaction = inFailedTransaction;
        @Nullable Expected last = owed.poll();
        while (last != null && !(skipping ? last instanceof Expected.Sync : last.endsReady())) {
            last = owed.poll();
        }
        skipping = false;
        ended++;
    }

    /** Whether the last ReadyForQuery told that the transaction has failed. */
    boolean isInFailedTransaction() {
        return failedTransaction;
    }

    /** Whether the extended query that is being asked has failed, so that nothing more of it is answered; for the thread that asks. */
    boolean isSkipped() {
        return failedQuery == asked;
    }

    /** No more answers come. */
    void end() {
        over = true;
    }

    boolean isOver() {
        return over;
    }
}
