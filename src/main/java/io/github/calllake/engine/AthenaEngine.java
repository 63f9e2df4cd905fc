package io.github.calllake.engine;

import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;
import software.amazon.awssdk.services.athena.AthenaClient;

/**
 * The cold tier: Athena by its SDK client. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html">StartQueryExecution</a>
 */
public final class AthenaEngine implements QueryEngine {

    private final AthenaSettings settings;
    private final AthenaClient client;
    private final DSLContext sql = Rendering.athena();

    /**
     * Uses a client that is already there; {@link #close} closes it.
     *
     * @param settings database, workgroup, timeout
     * @param client a client of the lake's region
     */
    public AthenaEngine(AthenaSettings settings, AthenaClient client) {
        this.settings = settings;
        this.client = client;
    }

    /** Makes a client by the standard AWS environment. */
    public static AthenaEngine open(AthenaSettings settings) {
        return new AthenaEngine(settings, AthenaClient.create());
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
    public Name qualified(String relation) {
        return DSL.name(settings.database(), relation);
    }

    @Override
    public <R extends Record> QueryRows<R> open(Select<R> query, QueryOptions options) {
        AthenaExecution execution = AthenaExecution.start(client, settings, sql.renderInlined(query), options);
        execution.awaitSuccess(options.timeout().orElse(settings.timeout()));
        return QueryRows.of(sql, query, new AthenaCursor(client, execution, query.getSelect()));
    }

    /**
     * Runs a statement that gives no rows, such as CREATE VIEW.
     *
     * @throws QueryException when it is refused, fails or takes too long
     */
    public void execute(String statement) {
        AthenaExecution.start(client, settings, statement, QueryOptions.standard())
                .awaitSuccess(settings.timeout());
    }

    @Override
    public void close() {
        client.close();
    }
}
