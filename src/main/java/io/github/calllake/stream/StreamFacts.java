package io.github.calllake.stream;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/**
 * What Kinesis says of a stream.
 *
 * @param arn its ARN
 * @param status {@code ACTIVE}, or what is under way
 * @param retention how long it keeps a record
 * @param openShards how many shards take records
 * @param fanOutConsumers registered consumers, each with a throughput of its own
 * @param encryptionKey the KMS key that it is encrypted with; empty if it is not
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_StreamDescriptionSummary.html">StreamDescriptionSummary</a>
 */
public record StreamFacts(
        String arn,
        String status,
        Duration retention,
        int openShards,
        int fanOutConsumers,
        Optional<String> encryptionKey) {

    static StreamFacts of(KinesisClient kinesis, String stream) {
        StreamDescriptionSummary summary = kinesis.describeStreamSummary(request -> request.streamName(stream))
                .streamDescriptionSummary();
        boolean encrypted = summary.encryptionType() == EncryptionType.KMS;
        return new StreamFacts(
                summary.streamARN(),
                summary.streamStatusAsString(),
                Duration.ofHours(summary.retentionPeriodHours()),
                summary.openShardCount(),
                Objects.requireNonNullElse(summary.consumerCount(), 0),
                encrypted ? Optional.ofNullable(summary.keyId()) : Optional.empty());
    }

    /** The Region in the ARN. */
    public String region() {
        return arn.split(":", -1)[3];
    }
}
