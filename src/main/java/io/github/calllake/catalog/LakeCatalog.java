package io.github.calllake.catalog;

import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.AthenaStatements;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.schema.AthenaSql;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import io.github.calllake.schema.FlatViews;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.TableInput;

/**
 * Makes a lake known to Glue and Athena: a database, the eight event tables, a workgroup and the flat views. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/chime-sdk/latest/dg/glue-tables.html">Understanding the AWS Glue data catalog
 *     tables</a>
 */
public final class LakeCatalog implements AutoCloseable {

    private final GlueClient glue;
    private final AthenaClient athena;

    /** Uses clients that are already there; {@link #close} closes them. */
    public LakeCatalog(GlueClient glue, AthenaClient athena) {
        this.glue = glue;
        this.athena = athena;
    }

    /** Makes clients by the standard AWS environment. */
    public static LakeCatalog open() {
        return new LakeCatalog(GlueClient.create(), AthenaClient.create());
    }

    /**
     * Creates what is missing and brings tables and views to today's definition. Safe to run again; no data is touched.
     *
     * @param settings the database and the workgroup
     * @param layout where the lake lies; query results go below its prefix, under {@code _athena/}
     * @throws CatalogException when Glue or Athena refuses
     */
    public void create(AthenaSettings settings, LakeLayout layout) {
        try {
            createDatabase(settings.database());
            for (EventTable table : EventTables.all()) {
                put(settings.database(), GlueTables.tableInput(table, layout));
            }
            createWorkGroup(settings.workGroup(), layout);
        } catch (SdkException e) {
            throw new CatalogException(
                    "The catalog of database " + settings.database() + " could not be made: " + e.getMessage(), e);
        }
        createViews(settings);
    }

    private void createDatabase(String database) {
        try {
            glue.createDatabase(request ->
                    request.databaseInput(input -> input.name(database).description("Call Lake")));
        } catch (AlreadyExistsException alreadyThere) {
            // Running again is allowed, and a database has nothing to bring up to date.
        }
    }

    private void put(String database, TableInput table) {
        try {
            glue.createTable(request -> request.databaseName(database).tableInput(table));
        } catch (AlreadyExistsException alreadyThere) {
            glue.updateTable(request -> request.databaseName(database).tableInput(table));
        }
    }

    private void createWorkGroup(String workGroup, LakeLayout layout) {
        String results = layout.address() + "/_athena/";
        try {
            athena.createWorkGroup(request -> request.name(workGroup)
                    .description("Call Lake")
                    .configuration(configuration ->
                            configuration.resultConfiguration(result -> result.outputLocation(results))));
        } catch (InvalidRequestException e) {
            requireWorkGroup(workGroup, e);
        }
    }

    /** Athena says with one and the same error that a workgroup exists and that a request is wrong. */
    private void requireWorkGroup(String workGroup, InvalidRequestException refusal) {
        try {
            athena.getWorkGroup(request -> request.workGroup(workGroup));
        } catch (InvalidRequestException notThere) {
            throw refusal;
        }
    }

    private void createViews(AthenaSettings settings) {
        AthenaStatements statements = new AthenaStatements(settings, athena);
        FlatViews.all().forEach(view -> statements.execute(AthenaSql.createView(view, settings.database())));
    }

    @Override
    public void close() {
        glue.close();
        athena.close();
    }
}
