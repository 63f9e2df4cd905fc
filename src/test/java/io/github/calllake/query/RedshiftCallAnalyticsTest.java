package io.github.calllake.query;

import io.github.calllake.TestLake;

class RedshiftCallAnalyticsTest extends CallAnalyticsContract {
    @Override
    CallAnalytics of(TestLake shared) {
        return CallAnalytics.over(shared.hot());
    }
}
