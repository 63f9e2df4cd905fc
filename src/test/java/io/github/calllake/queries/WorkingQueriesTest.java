package io.github.calllake.queries;

import io.github.calllake.TestLake;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** On a lake of our own making. */
@ExtendWith(TestLake.Shared.class)
class WorkingQueriesTest extends WorkingQueriesContract {

    private QueriedLake lake;

    @BeforeAll
    void fill(TestLake shared) {
        lake = OwnLake.fill(shared, "queried_lake");
    }

    @AfterAll
    void close() {
        lake.athena().close();
    }

    @Override
    protected QueriedLake lake() {
        return lake;
    }
}
