package io.github.calllake.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.TestLake;
import org.junit.jupiter.api.Test;

/** The same questions on the landing topology. */
class LandingCallAnalyticsTest extends CallAnalyticsContract {

    @Override
    CallAnalytics of(TestLake shared) throws InterruptedException {
        return CallAnalytics.over(shared.landing());
    }

    @Test
    void its_flat_views_are_those_of_the_other_topology_row_for_row(TestLake lake) throws InterruptedException {
        TierComparison.Result result = new TierComparison(lake.landing(), lake.hot()).compareFlatViews();

        assertThat(result.differences()).isEmpty();
        assertThat(result.rowsCompared()).isGreaterThan(100);
    }
}
