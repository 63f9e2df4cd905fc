package io.github.calllake.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import io.github.calllake.engine.HotTierTopology;
import io.github.calllake.engine.RedshiftSession;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.operations.AutoRefresh.Refreshed;
import io.github.calllake.stream.StreamWriter.Placed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestLake.Shared.class)
class AutoRefreshTest {

    @Test
    void views_that_rest_read_when_they_are_told_to_and_go_on_by_themselves_afterwards(TestLake shared)
            throws InterruptedException {
        try (TestHotTier tier = new TestHotTier(shared, "refresh_calls")) {
            AutoRefresh refresh = new AutoRefresh(tier.hotTier);

            assertThat(refresh.turn(false)).hasSize(8).contains("transcribe_call_analytics");
            assertThat(views(tier)).noneMatch(StreamingView::autoRefresh);
            List<Placed> calls = tier.putCalls(1, 3);
            List<Refreshed> refreshed = refresh.now();
            assertThat(tier.sequenceNumbers()).hasSize(calls.size());
            assertThat(refreshed).hasSize(8).allMatch(view -> view.status().startsWith("Refresh successfully"));

            assertThat(refresh.turn(true)).hasSize(8);
            assertThat(views(tier)).allMatch(StreamingView::autoRefresh);
            tier.awaitRows(tier.putCalls(1, 4));
        }
    }

    @Test
    void a_schema_without_streaming_views_is_an_error(TestLake shared) {
        try (TestHotTier tier = new TestHotTier(shared, "refresh_calls")) {
            HotTier elsewhere = new HotTier(
                    new RedshiftSettings(
                            tier.hotTier.redshift().url(),
                            tier.hotTier.redshift().user(),
                            tier.hotTier.redshift().password(),
                            "no_such_schema",
                            1,
                            Duration.ofMinutes(1)),
                    "no_such_stream_schema",
                    "s",
                    "default",
                    Optional.empty(),
                    HotTierTopology.PER_DETAIL_TYPE);

            assertThatThrownBy(() -> new AutoRefresh(elsewhere).turn(false))
                    .isInstanceOf(OperationException.class)
                    .hasMessageContaining("no_such_schema");
        }
    }

    @Test
    void a_pause_needs_the_retention_and_time_to_catch_up() {
        Duration day = Duration.ofDays(1);

        assertThatCode(() -> AutoRefresh.requireRetention(day, Duration.ofHours(14)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> AutoRefresh.requireRetention(day, Duration.ofHours(23)))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining("retention");
        assertThatThrownBy(() -> AutoRefresh.requireRetention(day, Duration.ofHours(62)))
                .isInstanceOf(OperationException.class);
    }

    private static List<StreamingView> views(TestHotTier tier) {
        try (RedshiftSession session = RedshiftSession.open(tier.hotTier.redshift())) {
            return new HotTierCatalog(session, tier.hotTier).streamingViews();
        }
    }
}
