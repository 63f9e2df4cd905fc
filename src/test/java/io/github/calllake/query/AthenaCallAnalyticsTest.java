package io.github.calllake.query;

import io.github.calllake.TestLake;
import io.github.calllake.engine.QueryEngine;

class AthenaCallAnalyticsTest extends CallAnalyticsContract {
    @Override
    QueryEngine of(TestLake shared) {
        return shared.cold();
    }
}
