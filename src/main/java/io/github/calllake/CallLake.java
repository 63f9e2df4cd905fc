package io.github.calllake;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.query.CallAnalytics;
import io.github.calllake.query.OwnSql;
import java.util.Optional;

/**
 * Where a reporting application begins: the hot tier, the cold tier, or both as one, with the questions that they answer. Make
 * one for an application and keep it. Thread-safe.
 *
 * <pre>{@code
 * try (CallLake lake = CallLake.builder()
 *         .hot("jdbc:redshift://calls.111122223333.eu-west-1.redshift-serverless.amazonaws.com:5439/dev", user, password)
 *         .cold("call_lake")
 *         .stream("call-analytics")
 *         .build()) {
 *     TimeRange lastHour = TimeRange.startingAt(Instant.now().minus(1, HOURS), Duration.ofHours(1));
 *     lake.analytics().calls(CallFilter.in(lastHour)).forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>It connects when it is first asked something, but for {@link CallLakeBuilder#cold(String)}, which looks the lake up. {@link #close}
 * closes what it opened itself (pool, clients, threads) and nothing that it was given.
 */
public final class CallLake implements AutoCloseable {

    private final Optional<QueryEngine> hot;
    private final Optional<QueryEngine> cold;
    private final CallAnalytics analytics;
    private final OwnSql sql;
    private final OpenedHere opened;

    CallLake(
            Optional<QueryEngine> hot,
            Optional<QueryEngine> cold,
            CallAnalytics analytics,
            OwnSql sql,
            OpenedHere opened) {
        this.hot = hot;
        this.cold = cold;
        this.analytics = analytics;
        this.sql = sql;
        this.opened = opened;
    }

    /** Tells what there is, one by one. */
    public static CallLakeBuilder builder() {
        return new CallLakeBuilder();
    }

    /**
     * All from the environment, as the {@code call-lake} command reads it: {@code FLYWAY_URL}, {@code FLYWAY_USER}, {@code
     * FLYWAY_PASSWORD} and {@code FLYWAY_DEFAULT_SCHEMA} for the hot tier; {@code CALL_LAKE_DATABASE} for the cold one, with the
     * standard AWS environment; for both as one {@code CALL_LAKE_STREAM}, and {@code CALL_LAKE_BUCKET} if the lake is to be
     * another than the database's.
     *
     * <pre>{@code
     * try (CallLake lake = CallLake.fromEnvironment()) {
     *     lake.analytics().countEvents(CallFilter.in(yesterday)).forEach(System.out::println);
     * }
     * }</pre>
     *
     * @throws IllegalArgumentException if a variable is missing or cannot be used; the message names it
     * @throws CallLakeException as {@link CallLakeBuilder#build}
     */
    public static CallLake fromEnvironment() {
        return builder().environment(System.getenv()).build();
    }

    /** The questions, to all there is: both tiers as one if there are two, else the one. */
    public CallAnalytics analytics() {
        opened.requireOpen();
        return analytics;
    }

    /**
     * The questions to the hot tier alone: seconds fresh, as far back as it keeps its rows.
     *
     * @throws IllegalStateException if there is none, or this has been closed
     */
    public CallAnalytics hot() {
        return CallAnalytics.over(hotEngine());
    }

    /**
     * The questions to the cold tier alone: all that is archived.
     *
     * @throws IllegalStateException if there is none, or this has been closed
     */
    public CallAnalytics cold() {
        return CallAnalytics.over(coldEngine());
    }

    /** An application's own SQL, to all there is. To two tiers as one only selects of rows can be put. */
    public OwnSql sql() {
        opened.requireOpen();
        return sql;
    }

    /**
     * An application's own SQL, to the hot tier alone.
     *
     * @throws IllegalStateException if there is none, or this has been closed
     */
    public OwnSql hotSql() {
        return OwnSql.over(hotEngine());
    }

    /**
     * An application's own SQL, to the cold tier alone.
     *
     * @throws IllegalStateException if there is none, or this has been closed
     */
    public OwnSql coldSql() {
        return OwnSql.over(coldEngine());
    }

    private QueryEngine hotEngine() {
        opened.requireOpen();
        return hot.orElseThrow(() -> new IllegalStateException(
                "There is no hot tier: name one by CallLake.builder().hot(...), or FLYWAY_URL in the environment"));
    }

    private QueryEngine coldEngine() {
        opened.requireOpen();
        return cold.orElseThrow(
                () -> new IllegalStateException(
                        "There is no cold tier: name one by CallLake.builder().cold(...), or CALL_LAKE_DATABASE in the environment"));
    }

    /** Closes what was opened here. Questions that are under way fail. */
    @Override
    public void close() {
        opened.close();
    }
}
