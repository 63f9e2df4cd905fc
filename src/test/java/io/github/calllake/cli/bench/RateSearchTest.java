package io.github.calllake.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateSearchTest {

    private static final int MOST = 100_000;

    private final List<Integer> tried = new ArrayList<>();

    @Test
    void rates_are_doubled_and_then_the_gap_is_halved() throws Exception {
        assertThat(highestUpTo(3_000)).contains(2_828);
        assertThat(tried).containsExactly(1_000, 2_000, 4_000, 2_828, 3_363, 3_084);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 60, 999, 1_000, 1_001, 5_432, 40_000, MOST})
    void what_is_found_holds_and_a_tenth_more_does_not(int limit) throws Exception {
        int found = highestUpTo(limit).orElseThrow();
        assertThat(found).isLessThanOrEqualTo(limit);
        assertThat((int) Math.ceil(found * 1.1) + 1).isGreaterThan(limit);
        assertThat(tried).hasSizeLessThan(20).doesNotHaveDuplicates();
    }

    @Test
    void there_may_be_none_or_all_may_hold() throws Exception {
        assertThat(highestUpTo(0)).isEmpty();
        assertThat(highestUpTo(Integer.MAX_VALUE)).contains(MOST);
    }

    private Optional<Integer> highestUpTo(int limit) throws InterruptedException {
        tried.clear();
        return RateSearch.<Integer, RuntimeException>highest(
                1_000,
                MOST,
                rate -> {
                    tried.add(rate);
                    return rate;
                },
                rate -> rate <= limit);
    }
}
