package io.github.calllake.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.cli.bench.Visibility.Percentiles;
import io.github.calllake.cli.bench.Visibility.Place;
import io.github.calllake.stream.StreamWriter.Placed;
import java.math.BigInteger;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class VisibilityTest {

    private static final long MILLI = 1_000_000;
    private static final Duration BOUND = Duration.ofMillis(50);

    private final Visibility visibility = new Visibility();

    @Test
    void a_record_waits_until_it_or_a_later_one_of_its_shard_is_seen_in_its_view() {
        visibility.measure(0, Long.MAX_VALUE, BOUND);
        put("calls", "shard-1", 10, 1);
        put("calls", "shard-1", 12, 2);
        put("calls", "shard-1", 14, 3);
        put("calls", "shard-2", 11, 3);
        put("tones", "shard-1", 9, 3);

        see("calls", "shard-1", 12, 100);

        assertThat(visibility.seen()).isEqualTo(2);
        assertThat(visibility.unseen()).isEqualTo(3);
        assertThat(visibility.oldestNanos(103 * MILLI)).isEqualTo(100 * MILLI);
        assertThat(visibility.lags()).isEqualTo(new Percentiles(2, 98, 98, 99, 99));
    }

    @Test
    void a_record_that_is_seen_before_its_put_is_answered_has_not_waited() {
        visibility.measure(0, Long.MAX_VALUE, BOUND);
        see("calls", "shard-1", 20, 1);
        put("calls", "shard-1", 15, 2);
        assertThat(visibility.unseen()).isZero();
        assertThat(visibility.lags().most()).isZero();
    }

    @Test
    void only_what_was_answered_in_the_measured_time_counts() {
        visibility.measure(5 * MILLI, 8 * MILLI, BOUND);
        put("calls", "shard-1", 1, 4);
        put("calls", "shard-1", 2, 5);
        put("calls", "shard-1", 3, 8);
        see("calls", "shard-1", 3, 9);
        assertThat(visibility.seen()).isEqualTo(3);
        assertThat(visibility.lags()).isEqualTo(new Percentiles(1, 4, 4, 4, 4));
    }

    @Test
    void late_is_what_waited_longer_than_the_bound_or_does_so_still() {
        visibility.measure(1 * MILLI, 200 * MILLI, BOUND);
        put("calls", "shard-1", 1, 0);
        put("calls", "shard-1", 2, 10);
        put("calls", "shard-1", 3, 100);
        put("calls", "shard-1", 4, 120);
        assertThat(visibility.late(60 * MILLI)).isZero();
        assertThat(visibility.late(61 * MILLI)).isEqualTo(1);
        see("calls", "shard-1", 3, 145);
        assertThat(visibility.late(170 * MILLI)).isEqualTo(1);
        assertThat(visibility.late(171 * MILLI)).isEqualTo(2);
    }

    @Test
    void percentiles_are_spans_that_were_measured() {
        Percentiles hundred = Percentiles.of(
                LongStream.rangeClosed(1, 100).map(n -> (101 - n) * MILLI).toArray());
        assertThat(hundred).isEqualTo(new Percentiles(100, 1, 50, 99, 100));
        assertThat(Percentiles.of(new long[0]).count()).isZero();
    }

    private void put(String view, String shard, int number, long atMillis) {
        visibility.put(view, new Placed(shard, String.valueOf(number)), atMillis * MILLI);
    }

    private void see(String view, String shard, int number, long atMillis) {
        visibility.see(new Place(view, shard), BigInteger.valueOf(number), atMillis * MILLI);
    }
}
