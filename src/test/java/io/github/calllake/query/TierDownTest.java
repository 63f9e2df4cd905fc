package io.github.calllake.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazon.redshift.jdbc.DataSource;
import io.github.calllake.CallLakeException;
import io.github.calllake.TestLake;
import io.github.calllake.engine.AthenaClients;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryException;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.engine.Tier;
import io.github.calllake.local.LocalAws;
import io.github.calllake.query.AnswerFacts.Gap;
import io.github.calllake.query.AnswerFacts.TierFacts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Two tiers of which one has stopped: engines of a stack that was there and is gone, beside engines of one that is there. */
@ExtendWith(TestLake.Shared.class)
class TierDownTest {

    private static QueryEngine stoppedHot;
    private static QueryEngine stoppedCold;

    private final TestLake lake;
    private TimeRange everything;
    private Instant middle;

    TierDownTest(TestLake lake) {
        this.lake = lake;
    }

    @BeforeAll
    static void stopAStack(TestLake lake) throws Exception {
        LocalAws aws = LocalAws.startTemporary();
        DataSource source = new DataSource();
        source.setUrl(aws.redshiftJdbcUrl());
        source.setUser(aws.redshiftUser());
        source.setPassword(aws.redshiftPassword());
        // A pool of its own would ask for a connection for ten seconds each time.
        stoppedHot = RedshiftEngine.over(source, RedshiftSettings.DEFAULT_SCHEMA, Duration.ofSeconds(20));
        stoppedCold = new AthenaEngine(
                AthenaSettings.of(TestLake.DATABASE).withTimeout(Duration.ofSeconds(20)),
                new AthenaClients(
                        lake.client(AthenaClient.builder(), aws.athenaEndpoint()),
                        lake.client(GlueClient.builder(), aws.glueEndpoint()),
                        lake.client(S3Client.builder(), aws.s3Endpoint())));
        assertThat(stoppedHot.list(stoppedHot.sql().selectOne())).hasSize(1);
        aws.close();
    }

    @AfterAll
    static void close() {
        stoppedHot.close();
        stoppedCold.close();
    }

    @BeforeEach
    void split() {
        everything = TimeRange.startingAt(lake.start().minus(Duration.ofDays(370)), Duration.ofDays(372));
        List<Instant> arrivals = CallAnalytics.over(lake.hot()).freshness(everything).stream()
                .flatMap(fresh -> fresh.newestArrival().stream())
                .sorted()
                .toList();
        middle = arrivals.get(arrivals.size() / 2).truncatedTo(ChronoUnit.MILLIS);
    }

    private static CallAnalytics tiered(
            QueryEngine hot, QueryEngine cold, TimeBoundary boundary, TieredSettings settings) {
        return TieredCallAnalytics.over(hot, cold, boundary, settings, ForkJoinPool.commonPool(), Clock.systemUTC());
    }

    private TimeBoundary boundary() {
        return () -> Optional.of(middle);
    }

    @Test
    void it_is_an_error_unless_a_partial_answer_was_asked_for() {
        for (CallAnalytics analytics : List.of(
                tiered(stoppedHot, lake.cold(), boundary(), TieredSettings.defaults()),
                tiered(lake.hot(), stoppedCold, boundary(), TieredSettings.defaults()))) {
            assertThatThrownBy(() -> analytics.countEvents(CallFilter.in(everything)))
                    .isInstanceOf(QueryException.class);
            assertThatThrownBy(() -> analytics.transcriptLines(CallFilter.in(everything)))
                    .isInstanceOf(QueryException.class);
        }
    }

    @Test
    void without_the_cold_tier_the_hot_one_gives_what_arrived_since_the_boundary() {
        CallAnalytics analytics = tiered(
                lake.hot(), stoppedCold, boundary(), TieredSettings.defaults().allowingPartialAnswers());

        Answer<EventCount> counts = analytics.countEvents(CallFilter.in(everything));

        assertGap(counts.facts(), Tier.HOT, new Gap(Tier.COLD, Optional.empty(), Optional.of(middle), ""));
        assertThat(total(counts)).isPositive().isLessThan(total(whole()));
        try (AnswerStream<TranscriptLine> lines = analytics.transcriptLines(CallFilter.in(everything))) {
            lines.stream().forEach(line -> {});
            assertGap(lines.facts(), Tier.HOT, new Gap(Tier.COLD, Optional.empty(), Optional.of(middle), ""));
        }
    }

    @Test
    void without_the_hot_tier_the_cold_one_gives_what_arrived_before_the_boundary() {
        CallAnalytics analytics = tiered(
                stoppedHot, lake.cold(), boundary(), TieredSettings.defaults().allowingPartialAnswers());

        Answer<EventCount> counts = analytics.countEvents(CallFilter.in(everything));

        assertGap(counts.facts(), Tier.COLD, new Gap(Tier.HOT, Optional.of(middle), Optional.empty(), ""));
        assertThat(total(counts)).isPositive().isLessThan(total(whole()));
        try (AnswerStream<TranscriptLine> lines = analytics.transcriptLines(CallFilter.in(everything))) {
            assertThat(lines.stream()).isNotEmpty();
            assertGap(lines.facts(), Tier.COLD, new Gap(Tier.HOT, Optional.of(middle), Optional.empty(), ""));
        }
    }

    @Test
    void without_a_boundary_to_be_read_the_hot_tier_gives_all_that_it_has() {
        TimeBoundary unread = () -> {
            throw new CallLakeException("the bucket cannot be reached");
        };
        CallAnalytics partial = tiered(
                lake.hot(), lake.cold(), unread, TieredSettings.defaults().allowingPartialAnswers());

        AnswerFacts facts = partial.countEvents(CallFilter.in(everything)).facts();

        assertThat(facts.gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.tier()).isEqualTo(Tier.COLD);
            assertThat(gap.arrivedFrom()).isEmpty();
            assertThat(gap.arrivedBefore()).isPresent();
        });
        assertThatThrownBy(() -> tiered(lake.hot(), lake.cold(), unread, TieredSettings.defaults())
                        .countEvents(CallFilter.in(everything)))
                .isInstanceOf(CallLakeException.class);
    }

    private Answer<EventCount> whole() {
        return CallAnalytics.over(lake.hot()).countEvents(CallFilter.in(everything));
    }

    private static long total(Answer<EventCount> counts) {
        return counts.stream().mapToLong(EventCount::events).sum();
    }

    @Test
    void a_part_that_is_asked_for_twice_is_one_gap() {
        CallAnalytics analytics = tiered(
                lake.hot(), stoppedCold, boundary(), TieredSettings.defaults().allowingPartialAnswers());
        Gap wanted = new Gap(Tier.COLD, Optional.empty(), Optional.of(middle), "");

        Answer<CallSummary> calls = analytics.calls(CallFilter.in(everything));
        assertGap(calls.facts(), Tier.HOT, wanted);
        try (AnswerStream<CallSummary> streamed = analytics.streamCalls(CallFilter.in(everything))) {
            assertThat(streamed.stream().toList()).isEqualTo(calls.items());
            assertGap(streamed.facts(), Tier.HOT, wanted);
        }
    }

    private static void assertGap(AnswerFacts facts, Tier answered, Gap wanted) {
        assertThat(facts.tiers().stream().map(TierFacts::tier)).containsExactly(answered);
        assertThat(facts.gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.tier()).isEqualTo(wanted.tier());
            assertThat(gap.arrivedFrom()).isEqualTo(wanted.arrivedFrom());
            assertThat(gap.arrivedBefore()).isEqualTo(wanted.arrivedBefore());
            assertThat(gap.reason()).isNotEmpty();
        });
    }
}
