package io.github.calllake.stream;

import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.StreamConfig;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.processor.FormerStreamsLeasesDeletionStrategy;
import software.amazon.kinesis.processor.FormerStreamsLeasesDeletionStrategy.AutoDetectionAndDeferredDeletionStrategy;
import software.amazon.kinesis.processor.MultiStreamTracker;

/**
 * Tells the Kinesis Client Library which stream to lease shards of. It is the library's way for many streams, used for one,
 * since its leases are then of the stream that was made at a certain time: the library takes notice when the stream has been
 * deleted and made anew, whose shards have the same ids.
 */
final class FleetTracker implements MultiStreamTracker {

    /** Every shard from its beginning; where a shard's consumer begins is the consumer's business. */
    private static final InitialPositionInStreamExtended FROM_THE_BEGINNING =
            InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON);

    private final DirectStream stream;
    private final FleetSettings settings;

    FleetTracker(DirectStream stream, FleetSettings settings) {
        this.stream = stream;
        this.settings = settings;
    }

    /** The stream that is there now. */
    StreamIdentifier stream() {
        StreamDescriptionSummary summary = stream.summary();
        return StreamIdentifier.multiStreamInstance(
                Arn.fromString(summary.streamARN()),
                summary.streamCreationTimestamp().getEpochSecond());
    }

    @Override
    public List<StreamConfig> streamConfigList() {
        return List.of(new StreamConfig(stream(), FROM_THE_BEGINNING));
    }

    @Override
    public InitialPositionInStreamExtended orphanedStreamInitialPositionInStream() {
        return FROM_THE_BEGINNING;
    }

    /** The leases of a stream that is no more go when every worker has had the time to notice. */
    @Override
    public FormerStreamsLeasesDeletionStrategy formerStreamsLeasesDeletionStrategy() {
        return new AutoDetectionAndDeferredDeletionStrategy() {
            @Override
            public Duration waitPeriodToDeleteFormerStreams() {
                return settings.inProportion(Duration.ofMinutes(2));
            }
        };
    }
}
