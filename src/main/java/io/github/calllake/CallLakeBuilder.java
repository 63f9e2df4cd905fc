package io.github.calllake;

import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.AthenaClients;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.engine.Tier;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.query.CallAnalytics;
import io.github.calllake.query.LakeBoundary;
import io.github.calllake.query.OwnSql;
import io.github.calllake.query.TieredCallAnalytics;
import io.github.calllake.query.TieredSettings;
import io.github.calllake.query.TimeBoundary;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Client;

/** What there is. For one thread; may be used for one {@link #build} after another. */
public final class CallLakeBuilder {

    private @Nullable Supplier<RedshiftEngine> hot;
    private @Nullable String database;
    private @Nullable AthenaSettings coldSettings;
    private @Nullable AthenaClient athena;
    private @Nullable GlueClient glue;
    private @Nullable S3Client s3;
    private @Nullable String stream;
    private @Nullable LakeLayout layout;
    private @Nullable TimeBoundary boundary;
    private TieredSettings tiered = TieredSettings.defaults();

    CallLakeBuilder() {}

    /**
     * The hot tier by its URL, through a pool of our own of at most 5 connections.
     *
     * @param url a {@code jdbc:redshift:} URL
     * @param user the database user; empty with a {@code jdbc:redshift:iam:} URL
     * @param password its password; empty likewise
     * @throws IllegalArgumentException if the URL is another driver's
     */
    public CallLakeBuilder hot(String url, String user, String password) {
        return hot(RedshiftSettings.of(url, user, password));
    }

    /** The hot tier through a pool of our own, with settings of one's own. */
    public CallLakeBuilder hot(RedshiftSettings settings) {
        hot = () -> RedshiftEngine.open(settings);
        return this;
    }

    /** The hot tier through connections of the application's, in schema {@code call_analytics}. It is not closed here. */
    public CallLakeBuilder hot(DataSource source) {
        return hot(source, RedshiftSettings.DEFAULT_SCHEMA);
    }

    /**
     * The hot tier through connections of the application's, which is not closed here.
     *
     * @param source gives connections of the Redshift driver; they should have {@code enableFetchRingBuffer=false}
     * @param schema the schema of the flat views
     */
    public CallLakeBuilder hot(DataSource source, String schema) {
        hot = () -> RedshiftEngine.over(source, schema, RedshiftSettings.DEFAULT_TIMEOUT);
        return this;
    }

    /**
     * The cold tier by its Glue database. {@link #build} looks the lake up in Glue and S3: where it lies, and whether it was
     * taken over, which changes how it is asked.
     *
     * @param name as given to {@code call-lake lake create}
     * @throws IllegalArgumentException if it is no database's name
     */
    public CallLakeBuilder cold(String name) {
        AthenaSettings.of(name);
        database = name;
        coldSettings = null;
        return this;
    }

    /** The cold tier with settings of one's own. Nothing is looked up, so that Glue need not be allowed. */
    public CallLakeBuilder cold(AthenaSettings settings) {
        coldSettings = settings;
        database = null;
        return this;
    }

    /**
     * Asks the cold tier through a client of the application's, which is not closed here. Clients of Glue and S3 that are not
     * given as well are made with its region and credentials.
     */
    public CallLakeBuilder athena(AthenaClient client) {
        athena = client;
        return this;
    }

    /** Looks up tables through a client of the application's, which is not closed here. */
    public CallLakeBuilder glue(GlueClient client) {
        glue = client;
        return this;
    }

    /** Reads large results and the time boundary through a client of the application's, which is not closed here. */
    public CallLakeBuilder s3(S3Client client) {
        s3 = client;
        return this;
    }

    /** The Kinesis data stream that fills both tiers: how far its records are archived splits them. */
    public CallLakeBuilder stream(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("stream is empty");
        }
        stream = name;
        return this;
    }

    /**
     * Where the lake lies, if {@link #cold(AthenaSettings)} does not let us look it up.
     *
     * @param address {@code s3://bucket} or {@code s3://bucket/prefix}
     * @throws IllegalArgumentException if it is neither
     */
    public CallLakeBuilder lake(String address) {
        layout = LakeLayout.parse(address);
        return this;
    }

    /** Splits the tiers by another boundary than that of the lake; stream and lake are then not needed. */
    public CallLakeBuilder boundary(TimeBoundary split) {
        boundary = split;
        return this;
    }

    /** How two tiers are asked as one: partial answers, looking back for duplicates. */
    public CallLakeBuilder tiered(TieredSettings settings) {
        tiered = settings;
        return this;
    }

    /**
     * What the variables of {@link CallLake#fromEnvironment} say; what they do not name stays as it is.
     *
     * @throws IllegalArgumentException if a variable cannot be used, or neither tier is named; the message names the variable
     */
    public CallLakeBuilder environment(Map<String, String> variables) {
        Function<String, Optional<String>> variable =
                name -> Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
        variable.apply("FLYWAY_URL")
                .ifPresent(url -> set(
                        "FLYWAY_URL",
                        url,
                        given -> hot(RedshiftSettings.of(
                                        given,
                                        variable.apply("FLYWAY_USER").orElse(""),
                                        variable.apply("FLYWAY_PASSWORD").orElse(""))
                                .withSchema(variable.apply("FLYWAY_DEFAULT_SCHEMA")
                                        .orElse(RedshiftSettings.DEFAULT_SCHEMA)))));
        variable.apply("CALL_LAKE_DATABASE").ifPresent(name -> set("CALL_LAKE_DATABASE", name, this::cold));
        variable.apply("CALL_LAKE_STREAM").ifPresent(name -> set("CALL_LAKE_STREAM", name, this::stream));
        variable.apply("CALL_LAKE_BUCKET").ifPresent(address -> set("CALL_LAKE_BUCKET", address, this::lake));
        return this;
    }

    private static void set(String variable, String value, Consumer<String> setting) {
        try {
            setting.accept(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(variable + ": " + e.getMessage(), e);
        }
    }

    /**
     * Opens what is not given.
     *
     * @throws IllegalArgumentException if a setting is missing; the message names it
     * @throws CallLakeException if AWS clients cannot be made, or the database is no lake's or cannot be looked up
     */
    public CallLake build() {
        if (hot == null && database == null && coldSettings == null) {
            throw new IllegalArgumentException("Neither tier is named: set hot(...), cold(...) or both"
                    + " (FLYWAY_URL, CALL_LAKE_DATABASE in the environment)");
        }
        OpenedHere opened = new OpenedHere();
        try {
            return build(opened);
        } catch (RuntimeException e) {
            RuntimeException failure = e instanceof SdkClientException
                    ? new CallLakeException("The cold tier's AWS clients cannot be made: " + e.getMessage(), e)
                    : e;
            try {
                opened.close();
            } catch (RuntimeException again) {
                failure.addSuppressed(again);
            }
            throw failure;
        }
    }

    private CallLake build(OpenedHere opened) {
        Optional<QueryEngine> hotEngine =
                Optional.ofNullable(hot).map(Supplier::get).map(opened::add);
        if (database == null && coldSettings == null) {
            return alone(hotEngine.orElseThrow(), opened);
        }
        AthenaClients clients = clients(opened);
        Optional<LakeDefinition> definition = Optional.ofNullable(database)
                .map(new LakeCatalog(clients.glue(), clients.athena(), clients.s3())::lakeAround);
        AthenaSettings settings = definition
                .map(lake -> LakeCatalog.settings(lake, Objects.requireNonNull(database)))
                .orElseGet(() -> Objects.requireNonNull(coldSettings));
        // Closing it would close the clients, which are closed one by one if they are ours.
        QueryEngine coldEngine = new AthenaEngine(settings, clients);
        if (hotEngine.isEmpty()) {
            return alone(coldEngine, opened);
        }
        TimeBoundary split = boundary(clients.s3(), definition);
        Executor executor = opened.executor();
        Clock clock = Clock.systemUTC();
        return new CallLake(
                hotEngine,
                Optional.of(coldEngine),
                TieredCallAnalytics.over(hotEngine.get(), coldEngine, split, tiered, executor, clock),
                OwnSql.over(hotEngine.get(), coldEngine, split, tiered, executor, clock),
                opened);
    }

    private static CallLake alone(QueryEngine engine, OpenedHere opened) {
        Optional<QueryEngine> only = Optional.of(engine);
        return new CallLake(
                engine.tier() == Tier.HOT ? only : Optional.empty(),
                engine.tier() == Tier.COLD ? only : Optional.empty(),
                CallAnalytics.over(engine),
                OwnSql.over(engine),
                opened);
    }

    private AthenaClients clients(OpenedHere opened) {
        Optional<AwsServiceClientConfiguration> like =
                Optional.ofNullable(athena).map(AthenaClient::serviceClientConfiguration);
        return new AthenaClients(
                athena != null ? athena : opened.add(AthenaClient.create()),
                glue != null ? glue : opened.add(like(like, GlueClient.builder())),
                s3 != null ? s3 : opened.add(like(like, S3Client.builder())));
    }

    private static <C> C like(Optional<AwsServiceClientConfiguration> other, AwsClientBuilder<?, C> builder) {
        other.ifPresent(given -> {
            builder.region(given.region());
            builder.credentialsProvider(given.credentialsProvider());
        });
        return builder.build();
    }

    private TimeBoundary boundary(S3Client client, Optional<LakeDefinition> definition) {
        if (boundary != null) {
            return boundary;
        }
        if (stream == null) {
            throw new IllegalArgumentException("Two tiers are split by what is archived of a stream: set stream(...)"
                    + " (CALL_LAKE_STREAM in the environment)");
        }
        LakeLayout place = Optional.ofNullable(layout)
                .or(() -> definition.map(LakeDefinition::layout))
                .orElseThrow(() -> new IllegalArgumentException(
                        "Two tiers are split by what the lake says is archived: set lake(\"s3://bucket\")"
                                + " (CALL_LAKE_BUCKET in the environment), or cold(\"database\") to look it up"));
        return LakeBoundary.of(new LakeStore(client, place.bucket()), place, stream);
    }
}
