package io.github.calllake.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadBudgetTest {

    private static final long PATIENCE_MILLIS = Duration.ofSeconds(30).toMillis();

    private final StopSignal stop = new StopSignal();

    @Test
    void room_is_given_in_the_order_in_which_it_was_asked_for_though_smaller_ones_would_fit() throws Exception {
        ReadBudget budget = ReadBudget.ofBytes(10);
        ReadBudget.Share holder = budget.share();
        assertThat(holder.take(8, stop, () -> {})).isTrue();
        List<Long> order = Collections.synchronizedList(new ArrayList<>());
        Thread large = waiting(budget, 10, order);
        Thread small = waiting(budget, 1, order);

        assertThat(order).isEmpty();
        holder.giveBack();
        large.join(PATIENCE_MILLIS);
        small.join(PATIENCE_MILLIS);

        assertThat(order).containsExactly(10L, 1L);
        assertThat(budget.taken()).isZero();
    }

    @Test
    void what_is_larger_than_the_budget_is_given_all_of_it() {
        ReadBudget budget = ReadBudget.ofBytes(10);
        ReadBudget.Share share = budget.share();

        assertThat(share.take(1_000, stop, () -> {})).isTrue();
        share.giveBack();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void an_answer_that_is_larger_than_foreseen_counts_as_what_it_is() throws Exception {
        ReadBudget budget = ReadBudget.ofBytes(10);
        ReadBudget.Share share = budget.share();
        share.take(2, stop, () -> {});
        share.settle(50);
        List<Long> order = Collections.synchronizedList(new ArrayList<>());
        Thread next = waiting(budget, 1, order);

        assertThat(budget.taken()).isEqualTo(50);
        share.settle(5);
        next.join(PATIENCE_MILLIS);
        assertThat(order).containsExactly(1L);
    }

    @Test
    void who_is_told_to_stop_gets_nothing_and_stands_in_nobodys_way() throws Exception {
        ReadBudget budget = ReadBudget.ofBytes(10);
        ReadBudget.Share holder = budget.share();
        holder.take(10, stop, () -> {});
        StopSignal other = new StopSignal();
        AtomicBoolean given = new AtomicBoolean(true);
        AtomicInteger beats = new AtomicInteger();
        Thread waiter = new Thread(() -> given.set(budget.share().take(10, other, beats::incrementAndGet)));
        waiter.start();
        awaitWaiting(waiter);
        other.stop();
        waiter.join(PATIENCE_MILLIS);

        assertThat(given).isFalse();
        assertThat(beats.get()).isPositive();
        holder.giveBack();
        assertThat(budget.share().take(10, stop, () -> {})).isTrue();
    }

    /** One who takes, notes it and gives back; has been seen waiting. */
    private Thread waiting(ReadBudget budget, long bytes, List<Long> order) throws InterruptedException {
        Thread thread = new Thread(() -> {
            ReadBudget.Share share = budget.share();
            share.take(bytes, stop, () -> {});
            order.add(bytes);
            share.giveBack();
        });
        thread.start();
        awaitWaiting(thread);
        return thread;
    }

    private static void awaitWaiting(Thread thread) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.sleep(1);
        }
    }
}
