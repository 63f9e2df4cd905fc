package io.github.calllake.engine;

import io.github.calllake.TestLake;

class RedshiftEngineTest extends QueryEngineContract {
    @Override
    QueryEngine of(TestLake lake) {
        return lake.hot();
    }
}
