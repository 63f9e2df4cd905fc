package io.github.calllake.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import io.github.calllake.engine.QueryException;
import io.github.calllake.engine.QueryOptions;
import io.github.calllake.engine.Tier;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeException;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** The same questions of both tiers as one, split in the middle of what arrived. */
class TieredCallAnalyticsTest extends CallAnalyticsContract {

    @Override
    CallAnalytics of(TestLake shared) {
        Instant middle = middle(shared);
        return tiered(shared, () -> Optional.of(middle), TieredSettings.defaults());
    }

    private static CallAnalytics tiered(TestLake lake, TimeBoundary boundary, TieredSettings settings) {
        return TieredCallAnalytics.over(
                lake.hot(), lake.cold(), boundary, settings, ForkJoinPool.commonPool(), Clock.systemUTC());
    }

    /** An arrival that splits the records of every busy type. */
    private static Instant middle(TestLake lake) {
        TimeRange everything = everything(lake);
        Instant oldest = oldest(lake);
        Instant newest = CallAnalytics.over(lake.hot()).freshness(everything).stream()
                .flatMap(fresh -> fresh.newestArrival().stream())
                .max(Instant::compareTo)
                .orElseThrow();
        return oldest.plus(Duration.between(oldest, newest).dividedBy(2)).truncatedTo(ChronoUnit.MILLIS);
    }

    private static Instant oldest(TestLake lake) {
        return new HotHistory(lake.hot(), Duration.ZERO, Clock.systemUTC())
                .oldestArrival()
                .orElseThrow();
    }

    private static TimeRange everything(TestLake lake) {
        return TimeRange.startingAt(lake.start().minus(Duration.ofDays(370)), Duration.ofDays(372));
    }

    @Test
    void both_tiers_give_a_part(TestLake lake) {
        AnswerFacts facts =
                of(lake).searchTranscripts("e", CallFilter.in(everything(lake))).facts();

        assertThat(facts.tiers().stream().map(AnswerFacts.TierFacts::tier)).containsExactly(Tier.COLD, Tier.HOT);
        assertThat(facts.tiers()).allSatisfy(tier -> assertThat(tier.rows()).isPositive());
        assertThat(facts.boundary()).contains(middle(lake));
    }

    @Test
    void a_question_that_takes_too_long_is_an_error_and_leaves_the_tiers_as_they_were(TestLake lake) {
        CallAnalytics analytics = of(lake);
        CallFilter all = CallFilter.in(everything(lake));
        CallAnalytics hurried = analytics.with(QueryOptions.standard().withTimeout(Duration.ofMillis(1)));

        assertThatThrownBy(() -> hurried.countEvents(all))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("took longer than PT0.001S");
        assertThatThrownBy(() -> hurried.transcriptLines(all)).isInstanceOf(QueryException.class);
        assertThat(analytics.countEvents(all)).isNotEmpty();
    }

    @Test
    void without_a_boundary_the_hot_tier_is_asked_for_all(TestLake lake) {
        AnswerFacts facts = tiered(lake, Optional::empty, TieredSettings.defaults())
                .countEvents(CallFilter.in(everything(lake)))
                .facts();

        assertThat(facts.tiers().stream().map(AnswerFacts.TierFacts::tier)).containsExactly(Tier.HOT);
        assertThat(facts.boundary()).isEmpty();
    }

    @Test
    void a_hot_tier_that_lacks_history_moves_the_boundary_and_is_named(TestLake lake) {
        Instant tooEarly = oldest(lake).minusSeconds(5);
        Answer<EventCount> counts = tiered(lake, () -> Optional.of(tooEarly), TieredSettings.defaults())
                .countEvents(CallFilter.in(everything(lake)));

        assertThat(counts.facts().boundary()).contains(oldest(lake));
        assertThat(counts.facts().gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.tier()).isEqualTo(Tier.HOT);
            assertThat(gap.arrivedFrom()).contains(tooEarly);
            assertThat(gap.arrivedBefore()).contains(oldest(lake));
        });
        assertThat(counts.items())
                .isEqualTo(CallAnalytics.over(lake.hot())
                        .countEvents(CallFilter.in(everything(lake)))
                        .items());
    }

    @Test
    void the_lake_itself_says_where_its_records_end(TestLake lake) {
        try (LakeStore store = new LakeStore(
                lake.client(S3Client.builder(), lake.aws().s3Endpoint()),
                lake.layout().bucket())) {
            LakeBoundary boundary = new LakeBoundary(
                    store, lake.layout(), TestLake.STREAM, Duration.ZERO, Duration.ZERO, Clock.systemUTC());
            Answer<EventCount> counts =
                    tiered(lake, boundary, TieredSettings.defaults()).countEvents(CallFilter.in(everything(lake)));

            assertThat(counts.facts().boundary()).isEqualTo(boundary.read()).isPresent();
            assertThat(counts.items())
                    .isEqualTo(CallAnalytics.over(lake.cold())
                            .countEvents(CallFilter.in(everything(lake)))
                            .items());
        }
    }

    @Test
    void a_lake_of_another_stream_is_refused_by_name(TestLake lake) {
        LakeLayout named = LakeLayout.parse(lake.layout().address() + "/named");
        LakeLayout nobodys = LakeLayout.parse(lake.layout().address() + "/nobodys");
        try (LakeStore store = new LakeStore(
                lake.client(S3Client.builder(), lake.aws().s3Endpoint()),
                lake.layout().bucket())) {
            LakeDefinition definition = LakeDefinition.of("named_lake", named).withStream("calls");
            definition.write(store);
            try {
                CallAnalytics mistyped =
                        tiered(lake, LakeBoundary.of(store, named, "clals"), TieredSettings.defaults());
                assertThatThrownBy(() -> mistyped.countEvents(CallFilter.in(everything(lake))))
                        .isInstanceOf(LakeException.class)
                        .hasMessageContainingAll("clals", named.address(), "lake of stream calls");
                assertThat(LakeBoundary.of(store, named, "calls").read()).isEmpty();
                assertThat(LakeBoundary.of(store, nobodys, "calls").read()).isEmpty();
            } finally {
                definition.delete(store);
            }
            LakeBoundary undefined = LakeBoundary.of(store, lake.layout(), "another-stream");
            assertThatThrownBy(undefined::read)
                    .isInstanceOf(LakeException.class)
                    .hasMessageContainingAll("another-stream", "lake of stream " + TestLake.STREAM);
        }
    }
}
