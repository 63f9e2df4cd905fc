package io.github.calllake.operations;

import io.github.calllake.engine.HotTierSettings;
import io.github.calllake.engine.HotTierTopology;
import io.github.calllake.engine.RedshiftSettings;
import java.util.Optional;

/**
 * The hot tier as it should be.
 *
 * @param redshift how to reach it; its schema is the application schema
 * @param kinesisSchema the external schema over Kinesis
 * @param stream the stream's name, as it is, capitals too
 * @param iamRole what the external schema was made with: {@code default}, or a role ARN
 * @param region the stream's Region, if the external schema names one
 * @param topology how Redshift reads the stream
 */
public record HotTier(
        RedshiftSettings redshift,
        String kinesisSchema,
        String stream,
        String iamRole,
        Optional<String> region,
        HotTierTopology topology) {

    public HotTier {
        if (kinesisSchema.isEmpty() || stream.isEmpty() || iamRole.isEmpty()) {
            throw new IllegalArgumentException("A hot tier has a Kinesis schema, a stream and a role");
        }
    }

    /** With the migrations' own names, for a stream. */
    public static HotTier of(RedshiftSettings redshift, String stream) {
        return new HotTier(
                redshift,
                redshift.schema() + "_stream",
                stream,
                "default",
                Optional.empty(),
                HotTierTopology.PER_DETAIL_TYPE);
    }

    String schema() {
        return redshift.schema();
    }

    /** What the migrations are filled in with. */
    HotTierSettings settings() {
        HotTierSettings settings = HotTierSettings.of(schema(), stream)
                .withKinesisSchema(kinesisSchema)
                .withIamRole(iamRole)
                .withTopology(topology);
        return region.map(settings::withRegion).orElse(settings);
    }
}
