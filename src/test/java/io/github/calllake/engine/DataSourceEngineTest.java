package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.calllake.TestLake;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jooq.Record1;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The hot tier through connections that the application owns: a pool of one, as a pool comes, in auto-commit. */
@ExtendWith(TestLake.Shared.class)
class DataSourceEngineTest extends QueryEngineContract {

    private final HikariDataSource pool = new HikariDataSource();

    @Override
    QueryEngine of(TestLake lake) {
        RedshiftSettings settings = lake.redshift(RedshiftSettings.DEFAULT_SCHEMA);
        pool.setJdbcUrl(settings.url());
        pool.setUsername(settings.user());
        pool.setPassword(settings.password());
        pool.setMaximumPoolSize(1);
        pool.setMinimumIdle(0);
        pool.addDataSourceProperty("enableFetchRingBuffer", "false");
        return RedshiftEngine.over(pool, settings.schema(), settings.timeout());
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void the_source_is_given_back_its_connections_as_they_were_and_stays_open(TestLake lake) throws SQLException {
        QueryEngine engine = of(lake);
        for (int i = 0; i < 3; i++) {
            assertThat(one(engine)).containsExactly(1);
        }
        engine.close();

        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(connection.isValid(5)).isTrue();
        }
        assertThatThrownBy(() -> one(engine)).isInstanceOf(QueryException.class).hasMessageContaining("closed");
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    private static List<Integer> one(QueryEngine engine) {
        return engine.list(engine.sql().select(DSL.inline(1).as("one"))).stream()
                .map(Record1::value1)
                .toList();
    }

    @Test
    void a_pool_of_which_every_connection_is_in_use_is_told_as_that(TestLake lake) {
        pool.setConnectionTimeout(250);
        QueryEngine engine = of(lake);
        try (QueryRows<?> open = engine.open(engine.sql().select(DSL.inline(1).as("one")), QueryOptions.standard())) {
            assertThat(open.hasNext()).isTrue();
            assertThatThrownBy(() -> one(engine))
                    .isInstanceOf(QueryException.class)
                    .hasMessageContaining("all 1 connections of the pool are in use")
                    .hasMessageNotContaining("password");
        }
        assertThat(one(engine)).containsExactly(1);
    }

    @Test
    void what_it_cannot_use_is_refused(TestLake lake) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedshiftEngine.over(pool, "", Duration.ofSeconds(1)))
                .withMessageContaining("schema");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedshiftEngine.over(pool, "calls", Duration.ZERO))
                .withMessageContaining("timeout");
    }
}
