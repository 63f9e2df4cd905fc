package io.github.calllake.engine;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The cold tier: Athena by its SDK client. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html">StartQueryExecution</a>
 */
public final class AthenaEngine implements QueryEngine {

    private final AthenaSettings settings;
    private final AthenaClients clients;
    private final ScanEstimator estimator;
    private final DSLContext sql;

    /**
     * Uses clients that are already there; {@link #close} closes them.
     *
     * @param settings database, workgroup, timeout, limit
     * @param clients clients of the lake's region
     */
    public AthenaEngine(AthenaSettings settings, AthenaClients clients) {
        this.settings = settings;
        this.clients = clients;
        this.sql = Rendering.athena(settings.database(), settings.daysBeside());
        this.estimator = new ScanEstimator(settings.database(), clients.glue(), clients.s3());
    }

    /** Makes clients by the standard AWS environment. */
    public static AthenaEngine open(AthenaSettings settings) {
        return new AthenaEngine(settings, AthenaClients.open());
    }

    @Override
    public Tier tier() {
        return Tier.COLD;
    }

    @Override
    public DSLContext sql() {
        return sql;
    }

    @Override
    public int daysBeside() {
        return settings.daysBeside();
    }

    @Override
    public String text(Select<?> query) {
        return Rendering.athena(sql, query);
    }

    @Override
    public Name qualified(String relation) {
        return DSL.name(settings.database(), relation);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A query that does not bound {@code event_date} in every view it reads is refused unless {@link
     * QueryOptions#onAnyDay} asks for that, and so is one that is going to scan more than the limit.
     */
    @Override
    public <R extends Record> QueryRows<R> open(Select<R> query, QueryOptions options) {
        String text = text(query);
        AthenaExecution.Statement statement = AthenaExecution.Statement.of(text);
        AthenaExecution execution = run(statement.text(), statement, options);
        return QueryRows.of(sql, query, new AthenaCursor(execution, clients.s3(), query.getSelect()));
    }

    /** Runs what has no rows for the caller but holds a query, which is held to the same rules. */
    QueryStats execute(String query, String statement, QueryOptions options) {
        return run(SqlText.of(query, Tier.COLD), AthenaExecution.Statement.of(statement), options)
                .stats(0);
    }

    S3Client s3() {
        return clients.s3();
    }

    private AthenaExecution run(SqlText query, AthenaExecution.Statement statement, QueryOptions options) {
        requireDays(query, options);
        requireWithinLimit(query, options);
        Duration timeout = options.timeout().orElse(settings.timeout());
        AthenaExecution execution = AthenaExecution.start(clients.athena(), settings, statement, options, timeout);
        execution.awaitSuccess(timeout);
        return execution;
    }

    private void requireDays(SqlText statement, QueryOptions options) {
        for (DayBounds.Read read : options.anyDay() ? List.<DayBounds.Read>of() : days(statement)) {
            if (!read.isBounded()) {
                throw new QueryException(
                        Tier.COLD,
                        "nothing bounds event_date of " + read.relation()
                                + ", so that all days would be read. Bound it on"
                                + " both sides, or ask for every day by QueryOptions.onAnyDay()");
            }
        }
    }

    private List<DayBounds.Read> days(SqlText statement) {
        return DayBounds.of(statement, settings.database());
    }

    private void requireWithinLimit(SqlText statement, QueryOptions options) {
        OptionalLong limit = options.scanLimit().isPresent() ? options.scanLimit() : settings.scanLimit();
        if (limit.isEmpty() || days(statement).isEmpty()) {
            return;
        }
        ScanEstimate estimate = estimate(statement, limit.getAsLong());
        if (estimate.bytes() > limit.getAsLong()) {
            throw new QueryException(
                    Tier.COLD,
                    "the query is going to scan about " + estimate.bytes() + " bytes (" + estimate.objects()
                            + " objects of " + estimate.objectBytes() + " bytes), and the limit is "
                            + limit.getAsLong());
        }
    }

    /**
     * What a query is going to scan, at most, in bytes. Nothing is run, and nothing is charged but requests to S3.
     *
     * @throws QueryException when Glue or S3 do not answer
     */
    public ScanEstimate estimate(Select<?> query) {
        return estimate(SqlText.of(sql.renderInlined(query), Tier.COLD), 0);
    }

    private ScanEstimate estimate(SqlText statement, long enough) {
        try {
            return estimator.estimate(statement, enough);
        } catch (SdkException e) {
            throw new QueryException(
                    Tier.COLD,
                    "what the query is going to scan cannot be estimated from Glue and S3" + FailureText.orDenied(e),
                    e);
        }
    }

    @Override
    public void close() {
        clients.close();
    }
}
