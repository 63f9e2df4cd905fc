package io.github.calllake.engine;

import java.util.List;
import java.util.function.Predicate;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
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
        Flyway flyway = flyway(redshift, settings);
        try {
            return flyway.migrate().migrationsExecuted;
        } catch (FlywayException e) {
            throw new QueryException(Tier.HOT, "the migrations stopped: " + e.getMessage(), e);
        }
    }

    /**
     * What is applied and what is not; changes nothing.
     *
     * @throws QueryException when the history cannot be read
     */
    public static HotTierHistory history(RedshiftSettings redshift, HotTierSettings settings) {
        try {
            List<MigrationInfo> all = List.of(flyway(redshift, settings).info().all());
            List<MigrationInfo> versioned =
                    all.stream().filter(each -> each.getVersion() != null).toList();
            // Without a version there is the making of the schema, too.
            List<MigrationInfo> repeatable = all.stream()
                    .filter(each -> each.getVersion() == null && !each.getType().isSynthetic())
                    .toList();
            return new HotTierHistory(
                    (int) versioned.stream()
                            .filter(HotTierMigrations::isApplied)
                            .count(),
                    titles(versioned, each -> each.getState().isFailed()),
                    titles(versioned, each -> each.getState() == MigrationState.PENDING),
                    titles(versioned, each -> isApplied(each) && !isAsShipped(each)),
                    titles(repeatable, each -> each.getState() == MigrationState.PENDING));
        } catch (FlywayException e) {
            throw new QueryException(Tier.HOT, "the history of the migrations cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isApplied(MigrationInfo migration) {
        return migration.getState().isApplied() && !migration.getState().isFailed();
    }

    private static boolean isAsShipped(MigrationInfo migration) {
        return migration.getState().isResolved() && migration.isChecksumMatching();
    }

    private static List<String> titles(List<MigrationInfo> migrations, Predicate<MigrationInfo> chosen) {
        return migrations.stream()
                .filter(chosen)
                .map(each -> (each.getVersion() == null ? "" : each.getVersion() + " ") + each.getDescription())
                .toList();
    }

    private static Flyway flyway(RedshiftSettings redshift, HotTierSettings settings) {
        return Flyway.configure()
                .dataSource(redshift.url(), orNull(redshift.user()), orNull(redshift.password()))
                .locations("classpath:db/migrations/common", "classpath:db/migrations/" + settings.topology())
                .defaultSchema(settings.schema())
                .schemas(settings.schema())
                .placeholders(settings.placeholders())
                .cleanDisabled(true)
                .load();
    }

    /** With IAM the driver finds both itself, unless it is given something. */
    private static @Nullable String orNull(String value) {
        return value.isEmpty() ? null : value;
    }
}
