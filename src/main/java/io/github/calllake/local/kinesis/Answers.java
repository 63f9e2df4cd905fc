package io.github.calllake.local.kinesis;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients are sent, member for member as the API has it; members that are null are left out.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Types.html">Kinesis data types</a>
 */
final class Answers {
    private Answers() {}

    /** The answer of an operation that says only that it succeeded: an empty body. */
    record Done() {}

    record StreamModeDetails(String streamMode) {}

    record EnhancedMetrics(List<String> shardLevelMetrics) {}

    record HashKeyRange(String startingHashKey, String endingHashKey) {}

    record SequenceNumberRange(
            String startingSequenceNumber, @Nullable String endingSequenceNumber) {}

    record Shard(
            String shardId,
            @Nullable String parentShardId,
            @Nullable String adjacentParentShardId,
            HashKeyRange hashKeyRange,
            SequenceNumberRange sequenceNumberRange) {}

    record ChildShard(String shardId, List<String> parentShards, HashKeyRange hashKeyRange) {}

    record StreamSummary(
            String streamName,
            String streamARN,
            String streamStatus,
            StreamModeDetails streamModeDetails,
            Instant streamCreationTimestamp) {}

    record StreamList(
            List<String> streamNames,
            boolean hasMoreStreams,
            @Nullable String nextToken,
            List<StreamSummary> streamSummaries) {}

    record StreamDescription(
            String streamName,
            String streamARN,
            String streamStatus,
            StreamModeDetails streamModeDetails,
            List<Shard> shards,
            boolean hasMoreShards,
            int retentionPeriodHours,
            Instant streamCreationTimestamp,
            List<EnhancedMetrics> enhancedMonitoring,
            String encryptionType) {}

    record DescribedStream(StreamDescription streamDescription) {}

    record StreamDescriptionSummary(
            String streamName,
            String streamARN,
            String streamStatus,
            StreamModeDetails streamModeDetails,
            int retentionPeriodHours,
            Instant streamCreationTimestamp,
            List<EnhancedMetrics> enhancedMonitoring,
            String encryptionType,
            int openShardCount,
            int consumerCount,
            int maxRecordSizeInKiB) {}

    record SummarizedStream(StreamDescriptionSummary streamDescriptionSummary) {}

    record ShardLimits(int shardLimit, int openShardCount, int onDemandStreamCount, int onDemandStreamCountLimit) {}

    record UpdatedShardCount(String streamName, int currentShardCount, int targetShardCount, String streamARN) {}

    record Tag(String key, String value) {}

    record TagPage(List<Tag> tags, boolean hasMoreTags) {}

    record TagList(List<Tag> tags) {}

    record ShardList(List<Shard> shards, @Nullable String nextToken) {}

    record PutRecord(String shardId, String sequenceNumber, String encryptionType) {}

    record PutRecordsEntry(
            @Nullable String shardId,
            @Nullable String sequenceNumber,
            @Nullable String errorCode,
            @Nullable String errorMessage) {}

    record PutRecords(int failedRecordCount, List<PutRecordsEntry> records, String encryptionType) {}

    record IssuedIterator(String shardIterator) {}

    record ReadRecord(
            String sequenceNumber,
            Instant approximateArrivalTimestamp,
            ByteBuffer data,
            String partitionKey,
            String encryptionType) {}

    record GetRecords(
            List<ReadRecord> records,
            @Nullable String nextShardIterator,
            long millisBehindLatest,
            @Nullable List<ChildShard> childShards) {}

    record Failure(
            @JsonProperty("__type") String type,
            @JsonProperty("message") String message) {}
}
