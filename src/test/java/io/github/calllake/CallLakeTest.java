package io.github.calllake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.calllake.engine.AthenaClients;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.engine.Tier;
import io.github.calllake.query.AnswerFacts;
import io.github.calllake.query.CallAnalytics;
import io.github.calllake.query.CallFilter;
import io.github.calllake.query.EventCount;
import io.github.calllake.query.TimeRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.s3.S3Client;

@ExtendWith(TestLake.Shared.class)
class CallLakeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static CallLakeBuilder cold(TestLake lake, AthenaClients clients) {
        return CallLake.builder()
                .cold(TestLake.DATABASE)
                .athena(clients.athena())
                .glue(clients.glue())
                .s3(clients.s3());
    }

    private static CallFilter everything(TestLake lake) {
        return CallFilter.in(TimeRange.startingAt(lake.start().minus(Duration.ofDays(370)), Duration.ofDays(372)));
    }

    private static List<EventCount> counts(CallAnalytics analytics, TestLake lake) {
        return analytics.countEvents(everything(lake)).items();
    }

    @Test
    void two_tiers_are_asked_as_one_or_one_by_one(TestLake lake) {
        try (AthenaClients clients = lake.athenaClients();
                CallLake callLake = cold(lake, clients).hot(lake.redshift(RedshiftSettings.DEFAULT_SCHEMA)).stream(
                                TestLake.STREAM)
                        .build()) {
            List<EventCount> hot = counts(callLake.hot(), lake);
            AnswerFacts facts =
                    callLake.analytics().countEvents(everything(lake)).facts();

            assertThat(hot.stream().mapToLong(EventCount::events).sum()).isPositive();
            assertThat(counts(callLake.cold(), lake)).isEqualTo(hot);
            assertThat(counts(callLake.analytics(), lake)).isEqualTo(hot);
            assertThat(facts.boundary()).isPresent();
            assertThat(facts.tiers().stream().map(AnswerFacts.TierFacts::tier)).contains(Tier.HOT);
        }
    }

    @Test
    void one_tier_alone_is_all_there_is(TestLake lake) {
        try (CallLake hot = CallLake.builder()
                .hot(lake.redshift(RedshiftSettings.DEFAULT_SCHEMA))
                .build()) {
            assertThat(counts(hot.analytics(), lake)).isEqualTo(counts(hot.hot(), lake));
            assertThatIllegalStateException().isThrownBy(hot::cold).withMessageContaining("cold(...)");
        }
        try (AthenaClients clients = lake.athenaClients();
                CallLake cold = cold(lake, clients).build()) {
            assertThat(counts(cold.analytics(), lake)).isEqualTo(counts(cold.cold(), lake));
            assertThatIllegalStateException().isThrownBy(cold::hot).withMessageContaining("hot(...)");
        }
    }

    @Test
    void what_it_was_given_is_not_closed(TestLake lake) {
        RedshiftSettings settings = lake.redshift(RedshiftSettings.DEFAULT_SCHEMA);
        try (AthenaClients clients = lake.athenaClients();
                HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(settings.url());
            pool.setUsername(settings.user());
            pool.setPassword(settings.password());
            pool.setMaximumPoolSize(1);
            pool.setMinimumIdle(0);
            CallLakeBuilder builder = cold(lake, clients).hot(pool).stream(TestLake.STREAM);
            List<EventCount> first;
            CallLake closed = builder.build();
            try (closed) {
                first = counts(closed.analytics(), lake);
            }

            assertThatIllegalStateException().isThrownBy(closed::analytics).withMessageContaining("closed");
            assertThat(pool.isClosed()).isFalse();
            try (CallLake again = builder.build()) {
                assertThat(counts(again.analytics(), lake)).isEqualTo(first);
                assertThat(counts(again.cold(), lake)).isEqualTo(first);
            }
        }
    }

    @Test
    void what_it_opened_is_closed_with_it(TestLake lake) throws InterruptedException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        CallAnalytics kept;
        try (AthenaClients clients = lake.athenaClients()) {
            try (CallLake callLake = cold(lake, clients)
                    .hot(lake.redshift(RedshiftSettings.DEFAULT_SCHEMA))
                    .boundary(() -> Optional.of(lake.start()))
                    .build()) {
                kept = callLake.analytics();
                counts(kept, lake);
                assertThat(ours(before)).isNotEmpty();
            }
            CallAnalytics closed = kept;
            assertThatThrownBy(() -> counts(closed, lake)).hasMessageContaining("closed");
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ours(before).isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertThat(ours(before)).isEmpty();
    }

    /** The pool's threads, those that wait for the driver, and those that ask the other tier. */
    private static Set<String> ours(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("call-lake"))
                .collect(Collectors.toSet());
    }

    @Test
    void clients_that_are_not_given_are_made_like_the_one_that_is(TestLake lake) {
        try (AthenaClient athena =
                        lake.client(AthenaClient.builder(), lake.aws().athenaEndpoint());
                CallLake callLake = CallLake.builder()
                        .cold(AthenaSettings.of(TestLake.DATABASE))
                        .athena(athena)
                        .build()) {
            assertThat(counts(callLake.cold(), lake)).isNotEmpty();
        }
    }

    @Test
    void the_environment_says_it_all_as_it_does_for_the_command(TestLake lake) {
        RedshiftSettings settings = lake.redshift(RedshiftSettings.DEFAULT_SCHEMA);
        Map<String, String> environment = Map.of(
                "FLYWAY_URL",
                settings.url(),
                "FLYWAY_USER",
                settings.user(),
                "FLYWAY_PASSWORD",
                settings.password(),
                "CALL_LAKE_DATABASE",
                TestLake.DATABASE,
                "CALL_LAKE_STREAM",
                TestLake.STREAM,
                "CALL_LAKE_BUCKET",
                "s3://" + lake.layout().bucket());
        try (AthenaClients clients = lake.athenaClients();
                CallLake callLake = CallLake.builder()
                        .environment(environment)
                        .athena(clients.athena())
                        .glue(clients.glue())
                        .s3(clients.s3())
                        .build()) {
            assertThat(callLake.analytics()
                            .countEvents(everything(lake))
                            .facts()
                            .boundary())
                    .isPresent();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallLake.builder().environment(Map.of("FLYWAY_URL", "jdbc:postgresql://h/secret")))
                .withMessageStartingWith("FLYWAY_URL: ")
                .withMessageNotContaining("secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallLake.builder().environment(Map.of("CALL_LAKE_BUCKET", "s3://")))
                .withMessageStartingWith("CALL_LAKE_BUCKET: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallLake.builder().environment(Map.of()).build())
                .withMessageContaining("FLYWAY_URL")
                .withMessageContaining("CALL_LAKE_DATABASE");
    }

    @Test
    void a_setting_that_is_missing_or_wrong_is_named(TestLake lake) {
        RedshiftSettings hot = lake.redshift(RedshiftSettings.DEFAULT_SCHEMA);
        try (AthenaClients clients = lake.athenaClients()) {
            CallLakeBuilder cold = CallLake.builder()
                    .hot(hot)
                    .cold(AthenaSettings.of(TestLake.DATABASE))
                    .athena(clients.athena())
                    .glue(clients.glue())
                    .s3(clients.s3());

            assertThatIllegalArgumentException().isThrownBy(cold::build).withMessageContaining("stream(...)");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cold.stream(TestLake.STREAM).build())
                    .withMessageContaining("lake(\"s3://bucket\")");
            assertThatCode(() -> cold.lake(lake.layout().address()).build().close())
                    .doesNotThrowAnyException();
            assertThatThrownBy(() -> cold.cold("no_such_lake").build())
                    .isInstanceOf(CallLakeException.class)
                    .hasMessageContaining("no_such_lake");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallLake.builder().cold("Not A Database"))
                .withMessageContaining("Glue database");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallLake.builder().hot("jdbc:mysql://h/d", "u", "p"))
                .withMessageContaining("jdbc:redshift:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallLake.builder().stream(""))
                .withMessageContaining("stream");
    }

    @Test
    void a_client_of_the_application_s_answers_after_the_lake_is_closed(TestLake lake) {
        try (AthenaClients clients = lake.athenaClients()) {
            cold(lake, clients).build().close();
            S3Client s3 = clients.s3();

            assertThat(s3.listObjectsV2(request -> request.bucket(lake.layout().bucket()))
                            .hasContents())
                    .isTrue();
            assertThat(clients.athena().listWorkGroups(request -> {}).workGroups())
                    .isNotEmpty();
            assertThat(clients.glue().getDatabases(request -> {}).databaseList())
                    .isNotEmpty();
        }
    }
}
