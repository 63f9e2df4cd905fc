package io.github.calllake.catalog;

import io.github.calllake.catalog.LakeChange.Step;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.Takeover;
import io.github.calllake.schema.FlatViews;
import io.github.calllake.schema.Restricted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The catalog of lakes in Glue and Athena: a database with ten tables, a workgroup and the flat views. Thread-safe.
 *
 * <p>Every method that changes something gives a {@link LakeChange}: it is then known to be possible, and nothing is changed
 * until it is applied. All methods throw {@link io.github.calllake.CallLakeException} with one line that says what is in the way.
 *
 * @see <a href="https://docs.aws.amazon.com/chime-sdk/latest/dg/ca-data-lake.html">Creating an Amazon Chime SDK data lake</a>
 * @see <a href="https://docs.aws.amazon.com/chime-sdk/latest/dg/glue-tables.html">Understanding the AWS Glue data catalog
 *     tables</a>
 */
public final class LakeCatalog implements AutoCloseable {

    private final CatalogClients clients;

    /** Uses clients that are already there; {@link #close} closes them. */
    public LakeCatalog(GlueClient glue, AthenaClient athena, S3Client s3) {
        this.clients = new CatalogClients(glue, athena, s3);
    }

    /** Makes clients by the standard AWS environment. */
    public static LakeCatalog open() {
        try {
            return new LakeCatalog(GlueClient.create(), AthenaClient.create(), S3Client.create());
        } catch (SdkClientException e) {
            throw new CatalogException("AWS cannot be reached: " + CatalogClients.explain(e), e);
        }
    }

    /**
     * Makes the catalog of a lake. The bucket must be there, the database must not, except for a half of this very lake, which is
     * then completed. If it cannot go on, what was made is removed again. No data is touched.
     */
    public LakeChange creation(LakeDefinition lake) {
        return new LakeCreation(clients, lake).plan();
    }

    /** Makes the catalog of a lake at once. */
    public void create(LakeDefinition lake) {
        creation(lake).apply();
    }

    /** Whether the catalog of the lake is there, complete. */
    public boolean exists(LakeDefinition lake) {
        return clients.database(lake.database())
                .filter(CatalogPart::isFinished)
                .flatMap(CatalogPart::lakeOf)
                .equals(Optional.of(lake.layout().address()));
    }

    /**
     * Runs a statement in a lake's database and workgroup; what it answers is not read.
     *
     * @throws io.github.calllake.engine.QueryException when Athena refuses it or it fails
     */
    public void run(String database, String statement) {
        clients.execute(database, statement);
    }

    /** Looks at a database as Athena does in a reader's name, and changes nothing: what to call, by the right that it takes. */
    public Map<String, Runnable> looks(String database) {
        Map<String, Runnable> looks = new LinkedHashMap<>();
        looks.put("glue:GetDatabase", () -> clients.database(database));
        looks.put("glue:GetTables", () -> clients.tables(database));
        looks.put(
                "glue:GetTable",
                () -> clients.table(database, FlatViews.all().get(0).name()));
        return looks;
    }

    /** The last year whose days the tables' partition projection finds; Athena sees no row of a later one. */
    public static int lastProjectedYear() {
        return GlueTables.LAST_YEAR;
    }

    /**
     * The lake that is named by a database.
     *
     * @throws CatalogException if the database is none of a lake's
     */
    public LakeDefinition lake(String database) {
        LakeDefinition lake = lakeAround(database);
        if (!lake.database().equals(database)) {
            throw new CatalogException(
                    "Database " + database + " is part of the lake of database " + lake.database() + "; name that one");
        }
        return lake;
    }

    /**
     * The lake that a database is of: the one it is named by, or the one for restricted readers.
     *
     * @throws CatalogException if the database is none of a lake's
     */
    public LakeDefinition lakeAround(String database) {
        LakeLayout layout = layout(database);
        LakeDefinition lake = LakeDefinition.read(clients.store(layout.bucket()), layout)
                .orElseGet(() -> LakeDefinition.of(database, layout));
        if (!lake.database().equals(database) && !isRestricted(lake, database)) {
            throw new CatalogException("Database " + database + " lies over " + layout.address()
                    + ", which is the lake of database " + lake.database());
        }
        return lake;
    }

    private static boolean isRestricted(LakeDefinition lake, String database) {
        return lake.restricted() && database.equals(Restricted.name(lake.database()));
    }

    private LakeLayout layout(String database) {
        Database found =
                clients.database(database).orElseThrow(() -> new CatalogException("There is no database " + database));
        return CatalogPart.lakeOf(found).map(LakeLayout::parse).orElseGet(() -> LakeTakeover.layoutOf(
                        clients.tables(database))
                .filter(layout -> LakeDefinition.read(clients.store(layout.bucket()), layout)
                        .isPresent())
                .orElseThrow(() -> new CatalogException("Database " + database + " is none of a lake's")));
    }

    /**
     * Takes a Chime data lake over in place: root, column names and service types come from its tables, which get our columns,
     * and the flat views show its rows and ours, each event once. It can be put back, see {@link #release}.
     *
     * @param stream the stream that both lakes are filled from, if it is to be kept
     * @param cutover the archiver takes what arrives then or later
     * @param overlap how long after it the other lake's delivery stream may go on delivering; if empty, what was said before, or
     *     {@link Takeover#USUAL_OVERLAP}. Saying it again changes it
     */
    public LakeChange takeover(String database, Optional<String> stream, Instant cutover, Optional<Duration> overlap) {
        return new LakeTakeover(clients, database).plan(stream, cutover, overlap);
    }

    /** Puts a lake back that was taken over: columns, tables and views that were added go. Files stay, ours too. */
    public LakeChange release(LakeDefinition lake) {
        return new LakeChange(LakeTakeover.release(
                clients,
                lake,
                lake.takeover()
                        .orElseThrow(() -> new CatalogException("Database " + lake.database()
                                + " was not taken over; `call-lake lake drop` removes it"))));
    }

    /**
     * How to ask a database of a lake.
     *
     * @param lake as {@link #lakeAround} gives it
     * @param database the one that it is named by, or the one for restricted readers
     */
    public static AthenaSettings settings(LakeDefinition lake, String database) {
        return isRestricted(lake, database) ? AthenaSettings.of(database) : settings(lake);
    }

    /** How to ask a lake. */
    public static AthenaSettings settings(LakeDefinition lake) {
        AthenaSettings settings = AthenaSettings.of(lake.database());
        return lake.takeover().isPresent() ? settings.withDaysBeside(1) : settings;
    }

    /** What a lake is and where it lies, for people, a line each. */
    public List<String> describe(LakeDefinition lake) {
        return LakeDescription.lines(lake);
    }

    /** How what is deployed differs from the definition, a line for each difference; empty if not at all. */
    public List<String> verify(LakeDefinition lake) {
        LakeVerification verification = new LakeVerification(clients);
        List<String> all = new ArrayList<>();
        for (CatalogPart part : CatalogPart.of(lake)) {
            String where = part.database().equals(lake.database()) ? "" : part.database() + ": ";
            verification.differences(part).forEach(difference -> all.add(where + difference));
        }
        return all;
    }

    /** Adds the tables, columns, properties and views that are missing, and makes views anew that are otherwise; drops nothing. */
    public LakeChange upgrade(LakeDefinition lake) {
        LakeUpgrade upgrade = new LakeUpgrade(clients);
        List<Step> steps = new ArrayList<>();
        LakeStore store = clients.store(lake.layout().bucket());
        if (!LakeDefinition.read(store, lake.layout()).equals(Optional.of(lake))) {
            // First, so that a half that is left is known to belong to it.
            steps.add(new Step(
                    "keep the lake's definition at " + lake.layout().root() + "_lake.json", () -> lake.write(store)));
        }
        CatalogPart.of(lake).forEach(part -> steps.addAll(upgrade.steps(part)));
        return new LakeChange(steps);
    }

    /** Removes from the catalog what is ours. Data is never deleted, and a database that holds something else stays. */
    public LakeChange removal(LakeDefinition lake) {
        if (lake.takeover().isPresent()) {
            throw new CatalogException("Database " + lake.database()
                    + " was taken over, so that it is not ours to drop; `call-lake lake release` puts it back");
        }
        List<Step> steps = new ArrayList<>();
        LakeRemoval removal = new LakeRemoval(clients);
        CatalogPart.of(lake).forEach(part -> steps.addAll(removal.steps(part, true)));
        LakeStore store = clients.store(lake.layout().bucket());
        if (LakeDefinition.read(store, lake.layout()).isPresent()) {
            steps.add(new Step("remove " + lake.layout().root() + "_lake.json", () -> lake.delete(store)));
        }
        return new LakeChange(steps);
    }

    @Override
    public void close() {
        clients.close();
    }
}
