package io.github.calllake.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestLake.Shared.class)
class TierComparisonTest {

    @Test
    void the_tiers_agree_on_simulated_calls_with_duplicates_late_and_malformed_records(TestLake lake) {
        TierComparison.Result result = new TierComparison(lake.hot(), lake.cold()).compareFlatViews();

        assertThat(result.differences()).isEmpty();
        assertThat(result.agree()).isTrue();
        assertThat(result.rowsCompared()).isGreaterThan(100);
    }
}
