package io.github.calllake.engine;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the hot tier's migrations from the class path: the same scripts that {@code mvn flyway:migrate} runs from
 * {@code db/migrations}. Flyway's history lies in the application schema.
 */
public final class HotTierMigrations {

    private HotTierMigrations() {}

    /**
     * Applies what is not yet applied. The application schema is that of the settings; that of {@code redshift} is not asked.
     *
     * @return how many scripts were applied; 0 if the hot tier was up to date
     * @throws QueryException when a script fails, with Flyway's reason
     */
    public static int migrate(RedshiftSettings redshift, HotTierSettings settings) {
        Flyway flyway = Flyway.configure()
                .dataSource(redshift.url(), orNull(redshift.user()), orNull(redshift.password()))
                .locations("classpath:db/migrations/common", "classpath:db/migrations/" + settings.topology())
                .defaultSchema(settings.schema())
                .schemas(settings.schema())
                .placeholders(settings.placeholders())
                .cleanDisabled(true)
                .load();
        try {
            return flyway.migrate().migrationsExecuted;
        } catch (FlywayException e) {
            throw new QueryException(Tier.HOT, "the migrations stopped: " + e.getMessage(), e);
        }
    }

    /** With IAM the driver finds both itself, unless it is given something. */
    private static @Nullable String orNull(String value) {
        return value.isEmpty() ? null : value;
    }
}
