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

    /** Used by the thread that takes the answers only. */
    private boolean skipping;

    void expect(Expected expected) {
        owed.add(expected);
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
    }

    /** ReadyForQuery has come. */
    void ready(boolean inFailedTransaction) {
        failedTransaction = inFailedTransaction;
        @Nullable Expected ended = owed.poll();
        while (ended != null && !(skipping ? ended instanceof Expected.Sync : ended.endsReady())) {
            ended = owed.poll();
        }
        skipping = false;
    }

    /** Whether the last ReadyForQuery told that the transaction has failed. */
    boolean isInFailedTransaction() {
        return failedTransaction;
    }
}
