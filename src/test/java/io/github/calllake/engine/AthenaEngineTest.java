package io.github.calllake.engine;

import io.github.calllake.TestLake;

class AthenaEngineTest extends QueryEngineContract {
    @Override
    QueryEngine of(TestLake lake) {
        return lake.cold();
    }
}
