package io.github.calllake.local.redshift;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * CREATE and ALTER EXTERNAL SCHEMA, of which there are only those for Kinesis.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_EXTERNAL_SCHEMA.html">CREATE EXTERNAL SCHEMA</a>
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion-getting-started.html">Getting started</a>
 */
final class ExternalSchemas {

    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=,.@/-]+");
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]+");

    /** How many roles a chain may have. */
    private static final int LONGEST_CHAIN = 10;

    private ExternalSchemas() {}

    static Rendition create(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("CREATE", "EXTERNAL", "SCHEMA");
        boolean ifNotExists = cursor.accept("IF", "NOT", "EXISTS");
        String name = cursor.expectName().name();
        cursor.expect("FROM");
        refuseOthers(cursor);
        cursor.expect("KINESIS");
        refuseAuthentication(cursor);
        String region = cursor.accept("REGION") ? region(cursor) : "";
        refuseAuthentication(cursor);
        cursor.expect("IAM_ROLE");
        String role = role(cursor);
        refuseAuthentication(cursor);
        cursor.expectEnd();
        return Rendition.block(
                "CREATE SCHEMA",
                "rs.create_external_schema(" + Node.literal(name) + ", " + Node.literal(region) + ", "
                        + Node.literal(role) + ", " + ifNotExists + ")");
    }

    private static void refuseOthers(Cursor cursor) {
        for (String source : List.of("KAFKA", "MSK", "POSTGRES", "MYSQL", "REDSHIFT")) {
            if (cursor.sees(source)) {
                throw RedshiftSqlException.notEmulated("CREATE EXTERNAL SCHEMA .. FROM " + source);
            }
        }
        if (cursor.sees("DATA", "CATALOG") || cursor.sees("HIVE", "METASTORE")) {
            throw RedshiftSqlException.notEmulated("CREATE EXTERNAL SCHEMA but from KINESIS");
        }
    }

    private static void refuseAuthentication(Cursor cursor) {
        if (cursor.sees("AUTHENTICATION")
                || cursor.sees("AUTHENTICATION_ARN")
                || cursor.sees("SECRET_ARN")
                || cursor.sees("URI")) {
            throw new RedshiftSqlException(
                    "0A000", "AUTHENTICATION and URI are not supported for an external schema from KINESIS");
        }
    }

    /** The name of a Region, in quotes. */
    static String region(Cursor cursor) {
        String region = cursor.acceptString().orElseThrow(cursor::unexpected);
        if (!REGION.matcher(region).matches()) {
            throw new RedshiftSqlException("22023", "REGION is not the name of an AWS Region: " + region);
        }
        return region;
    }

    private static String role(Cursor cursor) {
        if (cursor.accept("DEFAULT")) {
            return "default";
        }
        Optional<String> role = cursor.acceptString();
        if (role.isEmpty()) {
            throw cursor.unexpected();
        }
        if (role.get().equalsIgnoreCase("SESSION")) {
            throw new RedshiftSqlException(
                    "0A000", "IAM_ROLE 'SESSION' is not supported for an external schema from KINESIS");
        }
        requireRoles(role.get(), "IAM_ROLE of a Kinesis schema");
        return role.get();
    }

    /**
     * Refuses what is no ARN of a role and no chain of them.
     *
     * @param what the words for it in the error
     */
    static void requireRoles(String roles, String what) {
        String[] chain = roles.split(",", -1);
        for (String part : chain) {
            if (!ROLE.matcher(part).matches() || chain.length > LONGEST_CHAIN) {
                throw new RedshiftSqlException(
                        "22023",
                        what
                                + " must be default or the ARN of a role, or a chain of up to ten, divided by commas without blanks");
            }
        }
    }

    /** ALTER EXTERNAL SCHEMA, which is not for Kinesis. */
    static Rendition alter(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("ALTER", "EXTERNAL", "SCHEMA");
        return Rendition.block(
                "ALTER SCHEMA",
                "rs.refuse_alter_external_schema("
                        + Node.literal(cursor.expectName().name()) + ")");
    }
}
