package io.github.calllake.engine;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the hot tier's migrations are filled in with.
 *
 * @param schema the application schema, which holds the views and Flyway's history; beside it, {@code <schema>_restricted}
 *     holds those of restricted readers
 * @param kinesisSchema the external schema over Kinesis
 * @param streamName the stream; lower case, since capitals break auto refresh
 * @param region the stream's region, such as {@code eu-west-1}, if it is not the workgroup's own
 * @param iamRole {@code default}, or the ARN of the role that reads the stream; single quotes around it are taken off
 * @param topology how Redshift reads the stream
 * @param readerRole the database role that may read the flat views; made if it is not there
 * @param restrictedReaderRole the database role that may read the restricted views; made if it is not there
 */
public record HotTierSettings(
        String schema,
        String kinesisSchema,
        String streamName,
        Optional<String> region,
        String iamRole,
        HotTierTopology topology,
        String readerRole,
        String restrictedReaderRole) {

    private static final Pattern IDENTIFIER = Pattern.compile("[a-z_][a-z0-9_]{0,100}");
    private static final String IDENTIFIER_WORDS =
            "a name of at most 101 lower-case letters, digits and underscores that begins with no digit";
    private static final Pattern STREAM = Pattern.compile("[a-z0-9_.-]{1,128}");
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]{1,2}");
    private static final Pattern ROLE = Pattern.compile("default|arn:aws[a-z-]*:iam::[0-9]{12}:role/[^']+");

    public HotTierSettings {
        Objects.requireNonNull(topology, "topology");
        require(IDENTIFIER, schema, "the application schema", IDENTIFIER_WORDS);
        require(IDENTIFIER, kinesisSchema, "the Kinesis schema", IDENTIFIER_WORDS);
        require(
                STREAM,
                streamName,
                "the stream name",
                "lower-case letters, digits, underscore, dot and hyphen: capitals break Redshift's auto refresh");
        region.ifPresent(value -> require(REGION, value, "the stream's region", "a region such as eu-west-1"));
        iamRole = withoutQuotes(iamRole);
        require(ROLE, iamRole, "the IAM role", "default, or arn:aws:iam::<account>:role/<name>");
        require(IDENTIFIER, readerRole, "the reader role", IDENTIFIER_WORDS);
        require(IDENTIFIER, restrictedReaderRole, "the restricted reader role", IDENTIFIER_WORDS);
        if (readerRole.equals(restrictedReaderRole)) {
            throw new IllegalArgumentException(
                    "the reader role and the restricted one are both \"" + readerRole + "\", but must differ");
        }
    }

    /** The migrations' own defaults, for a stream. */
    public static HotTierSettings of(String streamName) {
        return of(RedshiftSettings.DEFAULT_SCHEMA, streamName);
    }

    /** Defaults for another application schema, so that several hot tiers fit one workgroup: all names begin with the schema's. */
    public static HotTierSettings of(String schema, String streamName) {
        return new HotTierSettings(
                schema,
                schema + "_stream",
                streamName,
                Optional.empty(),
                "default",
                HotTierTopology.PER_DETAIL_TYPE,
                schema + "_reader",
                schema + "_restricted_reader");
    }

    /** These settings with another role that reads the stream. */
    public HotTierSettings withIamRole(String role) {
        return new HotTierSettings(
                schema, kinesisSchema, streamName, region, role, topology, readerRole, restrictedReaderRole);
    }

    /** These settings with another topology. */
    public HotTierSettings withTopology(HotTierTopology other) {
        return new HotTierSettings(
                schema, kinesisSchema, streamName, region, iamRole, other, readerRole, restrictedReaderRole);
    }

    /** These settings for a stream in another region. */
    public HotTierSettings withRegion(String other) {
        return new HotTierSettings(
                schema,
                kinesisSchema,
                streamName,
                Optional.of(other),
                iamRole,
                topology,
                readerRole,
                restrictedReaderRole);
    }

    /** These settings with another external schema. */
    public HotTierSettings withKinesisSchema(String other) {
        return new HotTierSettings(
                schema, other, streamName, region, iamRole, topology, readerRole, restrictedReaderRole);
    }

    /** These settings with other roles for readers. */
    public HotTierSettings withReaderRoles(String reader, String restrictedReader) {
        return new HotTierSettings(
                schema, kinesisSchema, streamName, region, iamRole, topology, reader, restrictedReader);
    }

    /** As Flyway's placeholders; the schema is Flyway's default schema. */
    public Map<String, String> placeholders() {
        return Map.of(
                "kinesis_schema", kinesisSchema,
                "stream_name", streamName,
                "kinesis_region_clause",
                        region.map(value -> "REGION '" + value + "'").orElse(""),
                "kinesis_iam_role", iamRole.equals("default") ? iamRole : "'" + iamRole + "'",
                "topology", topology.toString(),
                "reader_role", readerRole,
                "restricted_reader_role", restrictedReaderRole);
    }

    private static String withoutQuotes(String role) {
        boolean quoted = role.length() > 1 && role.startsWith("'") && role.endsWith("'");
        return quoted ? role.substring(1, role.length() - 1) : role;
    }

    private static void require(Pattern pattern, String value, String what, String shouldBe) {
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException(what + " is \"" + value + "\", but must be " + shouldBe);
        }
    }
}
