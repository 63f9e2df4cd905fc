package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import java.sql.SQLException;
import java.util.Locale;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(TestLake.Shared.class)
class HotTierMigrationsTest {

    @Test
    void migrating_again_does_nothing(TestLake lake) {
        assertThat(HotTierMigrations.migrate(lake.redshift("call_analytics"), HotTierSettings.of(TestLake.STREAM)))
                .isZero();
    }

    @Test
    void a_second_hot_tier_fits_the_same_workgroup_with_a_history_of_its_own(TestLake lake) throws SQLException {
        RedshiftSettings settings = lake.redshift("other_calls");
        HotTierSettings other = HotTierSettings.of("other_calls", TestLake.STREAM);

        assertThat(HotTierMigrations.migrate(settings, other)).isPositive();
        assertThat(HotTierMigrations.migrate(settings, other)).isZero();

        try (RedshiftEngine engine = RedshiftEngine.open(settings)) {
            assertThat(engine.list(engine.sql()
                            .select(DSL.count().cast(Long.class).as("rows"))
                            .from(DSL.table(engine.qualified("utterance")))))
                    .hasSize(1);
        }
        lake.drop("other_calls");
    }

    @Test
    void a_stream_that_is_not_there_stops_the_migrations_with_its_name(TestLake lake) {
        HotTierSettings missing = HotTierSettings.of("no_calls", "no-such-stream");

        assertThatThrownBy(() -> HotTierMigrations.migrate(lake.redshift("no_calls"), missing))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("no-such-stream");
    }

    @ParameterizedTest
    @EnumSource(HotTierTopology.class)
    void each_topology_has_a_history_of_its_own_in_its_schema(HotTierTopology topology, TestLake lake)
            throws SQLException {
        String schema = "history_" + topology.name().toLowerCase(Locale.ROOT);
        HotTierSettings own = HotTierSettings.of(schema, TestLake.STREAM).withTopology(topology);

        int applied = HotTierMigrations.migrate(lake.redshift(schema), own);

        assertThat(applied).isGreaterThan(20);
        assertThat(HotTierMigrations.migrate(lake.redshift(schema), own)).isZero();
        HotTierTopology other =
                topology == HotTierTopology.LANDING ? HotTierTopology.PER_DETAIL_TYPE : HotTierTopology.LANDING;
        assertThatThrownBy(() -> HotTierMigrations.migrate(lake.redshift(schema), own.withTopology(other)))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("docs/hot-tier.md says how to switch");
        lake.drop(schema);
    }

    @Test
    void another_reader_role_is_granted_when_it_is_named_though_nothing_else_is_new(TestLake lake) {
        HotTierSettings changed = HotTierSettings.of(TestLake.STREAM).withReaderRoles("reports", "restricted_reports");

        assertThat(HotTierMigrations.migrate(lake.redshift("call_analytics"), changed))
                .isOne();
        assertThat(HotTierMigrations.migrate(lake.redshift("call_analytics"), changed))
                .isZero();
        assertThat(HotTierMigrations.migrate(lake.redshift("call_analytics"), HotTierSettings.of(TestLake.STREAM)))
                .isOne();
    }
}
