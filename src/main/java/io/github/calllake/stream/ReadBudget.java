package io.github.calllake.stream;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How much of the heap the answers to reads may take, of all shards together, until their consumers are done with them. An
 * answer may be 10 MB, and the shards of a stream that is far behind all have one at once: so a reader waits for room before
 * it asks. Rooms are given in the order in which they were asked for, and what is larger than the budget is given all of it.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html">GetRecords</a>
 */
public final class ReadBudget {

    private static final long HEAP_SHARE = 4;
    private static final long LOOK_UP_MILLIS = 100;

    private final long bytes;

    /** Guarded by this: those who wait for room, the first of them next. */
    private final Deque<Share> waiting = new ArrayDeque<>();

    /** Guarded by this: may be above the budget, since an answer may be larger than was foreseen. */
    private long taken;

    private ReadBudget(long bytes) {
        this.bytes = bytes;
    }

    /** Of so many bytes of heap; at least 1. */
    public static ReadBudget ofBytes(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("A budget for reads is at least one byte, not " + bytes);
        }
        return new ReadBudget(bytes);
    }

    /** A quarter of this process's heap. */
    public static ReadBudget ofHeap() {
        return ofBytes(Math.max(1, Runtime.getRuntime().maxMemory() / HEAP_SHARE));
    }

    /** For readers whose user goes from one to another: none waits. */
    static ReadBudget unlimited() {
        return ofBytes(Long.MAX_VALUE);
    }

    /** What one reader has of it, nothing yet. */
    Share share() {
        return new Share();
    }

    synchronized long taken() {
        return taken;
    }

    /** What one reader has of the budget. For one thread. */
    final class Share {

        private long own;

        /**
         * Waits for room, with nothing taken before.
         *
         * @param beat called now and then while waiting
         * @return false if told to stop meanwhile: then nothing is taken
         */
        boolean take(long wanted, StopSignal stop, Runnable beat) {
            synchronized (ReadBudget.this) {
                waiting.add(this);
                try {
                    while (waiting.peek() != this || (taken > 0 && wanted > bytes - taken)) {
                        if (stop.isStopped()) {
                            return false;
                        }
                        beat.run();
                        await(stop);
                    }
                    own = wanted;
                    taken += wanted;
                    return true;
                } finally {
                    waiting.remove(this);
                    ReadBudget.this.notifyAll();
                }
            }
        }

        private void await(StopSignal stop) {
            try {
                ReadBudget.this.wait(LOOK_UP_MILLIS);
            } catch (InterruptedException e) {
                // As in a pause: whoever interrupts a reading thread wants it to end.
                stop.stop();
                Thread.currentThread().interrupt();
            }
        }

        /** It is so much, as turned out. */
        void settle(long actual) {
            synchronized (ReadBudget.this) {
                taken += actual - own;
                own = actual;
                ReadBudget.this.notifyAll();
            }
        }

        /** Gives it back. */
        void giveBack() {
            settle(0);
        }
    }
}
