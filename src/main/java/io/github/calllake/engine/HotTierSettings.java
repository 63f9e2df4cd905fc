package io.github.calllake.engine;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the hot tier's migrations are filled in with.
 *
 * @param schema the application schema, which holds the views and Flyway's history
 * @param kinesisSchema the external schema over Kinesis
 * @param streamName the stream; lower case, since capitals break auto refresh
 * @param iamRole {@code default}, or a role ARN in single quotes
 */
public record HotTierSettings(String schema, String kinesisSchema, String streamName, String iamRole) {

    private static final Pattern IDENTIFIER = Pattern.compile("[a-z_][a-z0-9_]{0,126}");
    private static final Pattern STREAM = Pattern.compile("[a-z0-9_.-]{1,128}");
    private static final Pattern ROLE = Pattern.compile("default|'arn:aws[a-z-]*:iam::[0-9]{12}:role/[^']+'");

    public HotTierSettings {
        require(IDENTIFIER, schema, "the application schema", "a lower-case identifier such as call_analytics");
        require(
                IDENTIFIER,
                kinesisSchema,
                "the Kinesis schema",
                "a lower-case identifier such as call_analytics_stream");
        require(
                STREAM,
                streamName,
                "the stream name",
                "lower-case letters, digits, underscore, dot and hyphen: capitals break Redshift's auto refresh");
        require(
                ROLE,
                iamRole,
                "the IAM role",
                "default, or 'arn:aws:iam::<account>:role/<name>' with its single quotes");
    }

    /** The migrations' own defaults, for a stream. */
    public static HotTierSettings of(String streamName) {
        return new HotTierSettings(
                RedshiftSettings.DEFAULT_SCHEMA, RedshiftSettings.DEFAULT_SCHEMA + "_stream", streamName, "default");
    }

    /** These settings with another role. */
    public HotTierSettings withIamRole(String role) {
        return new HotTierSettings(schema, kinesisSchema, streamName, role);
    }

    /** As Flyway's placeholders; the schema is Flyway's default schema. */
    public Map<String, String> placeholders() {
        return Map.of("kinesis_schema", kinesisSchema, "stream_name", streamName, "kinesis_iam_role", iamRole);
    }

    private static void require(Pattern pattern, String value, String what, String shouldBe) {
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException(what + " is \"" + value + "\", but must be " + shouldBe);
        }
    }
}
