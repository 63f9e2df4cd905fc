package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import java.time.Duration;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestLake.Shared.class)
class HotTierMigrationsTest {

    @Test
    void migrating_again_does_nothing(TestLake lake) {
        assertThat(HotTierMigrations.migrate(settings(lake, "call_analytics"), HotTierSettings.of(TestLake.STREAM)))
                .isZero();
    }

    @Test
    void a_second_hot_tier_fits_the_same_workgroup_with_a_history_of_its_own(TestLake lake) {
        RedshiftSettings settings = settings(lake, "other_calls");
        HotTierSettings other = HotTierSettings.of("other_calls", TestLake.STREAM);

        assertThat(HotTierMigrations.migrate(settings, other)).isPositive();
        assertThat(HotTierMigrations.migrate(settings, other)).isZero();

        try (RedshiftEngine engine = RedshiftEngine.open(settings)) {
            assertThat(engine.list(engine.sql()
                            .select(DSL.count().cast(Long.class).as("rows"))
                            .from(DSL.table(engine.qualified("utterance")))))
                    .hasSize(1);
        }
    }

    @Test
    void a_stream_that_is_not_there_stops_the_migrations_with_its_name(TestLake lake) {
        HotTierSettings missing = HotTierSettings.of("no_calls", "no-such-stream");

        assertThatThrownBy(() -> HotTierMigrations.migrate(settings(lake, "no_calls"), missing))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("no-such-stream");
    }

    private static RedshiftSettings settings(TestLake lake, String schema) {
        return new RedshiftSettings(
                lake.aws().redshiftJdbcUrl(),
                lake.aws().redshiftUser(),
                lake.aws().redshiftPassword(),
                schema,
                2,
                Duration.ofMinutes(1));
    }
}
