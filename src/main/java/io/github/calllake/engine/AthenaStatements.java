package io.github.calllake.engine;

import software.amazon.awssdk.services.athena.AthenaClient;

/**
 * Runs statements in Athena that give no rows, such as CREATE VIEW. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/ddl-reference.html">DDL statements in Athena</a>
 */
public final class AthenaStatements {

    private final AthenaSettings settings;
    private final AthenaClient client;

    /** The client stays the caller's to close. */
    public AthenaStatements(AthenaSettings settings, AthenaClient client) {
        this.settings = settings;
        this.client = client;
    }

    /**
     * Runs a statement to its end.
     *
     * @throws QueryException when it is refused, fails or takes too long
     */
    public void execute(String statement) {
        AthenaExecution.start(
                        client,
                        settings,
                        AthenaExecution.Statement.of(statement),
                        QueryOptions.standard(),
                        settings.timeout())
                .awaitSuccess(settings.timeout());
    }
}
