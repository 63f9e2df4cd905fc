package io.github.calllake.local.kinesis;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What clients send, member for member as the API has it; any member may be missing.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Operations.html">Kinesis actions</a>
 */
final class Requests {
    private Requests() {}

    record StreamModeDetails(@Nullable String streamMode) {}

    record CreateStream(
            @Nullable String streamName,
            @Nullable Integer shardCount,
            @Nullable StreamModeDetails streamModeDetails,
            @Nullable Map<String, @Nullable String> tags,
            @Nullable Integer maxRecordSizeInKiB) {}

    record NoMembers() {}

    record UpdateStreamMode(
            @Nullable String streamARN, @Nullable StreamModeDetails streamModeDetails) {}

    record UpdateMaxRecordSize(
            @Nullable String streamARN, @Nullable Integer maxRecordSizeInKiB) {}

    record UpdateShardCount(
            @Nullable String streamName,
            @Nullable String streamARN,
            @Nullable Integer targetShardCount,
            @Nullable String scalingType) {}

    record AddTags(
            @Nullable String streamName,
            @Nullable String streamARN,
            @Nullable Map<String, @Nullable String> tags) {}

    record RemoveTags(
            @Nullable String streamName,
            @Nullable String streamARN,
            @Nullable List<@Nullable String> tagKeys) {}

    record ListTags(
            @Nullable String streamName,
            @Nullable String streamARN,
            @Nullable String exclusiveStartTagKey,
            @Nullable Integer limit) {}

    record TagResource(
            @Nullable String resourceARN, @Nullable Map<String, @Nullable String> tags) {}

    record UntagResource(
            @Nullable String resourceARN, @Nullable List<@Nullable String> tagKeys) {}

    record TagsOfResource(@Nullable String resourceARN) {}

    record NamedStream(
            @Nullable String streamName, @Nullable String streamARN) {}

    record DeleteStream(
            @Nullable String streamName,
            @Nullable String streamARN,
            @Nullable Boolean enforceConsumerDeletion) {}

    record ListStreams(
            @Nullable Integer limit,
            @Nullable String exclusiveStartStreamName,
            @Nullable String nextToken) {}

    record DescribeStream(
            @Nullable String streamName,
            @Nullable String streamARN,
            @Nullable Integer limit,
            @Nullable String exclusiveStartShardId) {}

    record ShardFilter(
            @Nullable String type,
            @Nullable String shardId,
            @Nullable Instant timestamp) {}

    record ListShards(
            @Nullable String streamName,
            @Nullable String streamARN,
            @Nullable String nextToken,
            @Nullable String exclusiveStartShardId,
            @Nullable Integer maxResults,
            @Nullable Instant streamCreationTimestamp,
            @Nullable ShardFilter shardFilter) {}

    record PutRecord(
            @Nullable String streamName,
            @Nullable String streamARN,
            @Nullable ByteBuffer data,
            @Nullable String partitionKey,
            @Nullable String explicitHashKey,
            @Nullable String sequenceNumberForOrdering) {}

    record PutRecordsEntry(
            @Nullable ByteBuffer data,
            @Nullable String partitionKey,
            @Nullable String explicitHashKey) {}

    record PutRecords(
            @Nullable String streamName,
            @Nullable String streamARN,
            @Nullable List<@Nullable PutRecordsEntry> records) {}

    record GetShardIterator(
            @Nullable String streamName,
            @Nullable String streamARN,
            @Nullable String shardId,
            @Nullable String shardIteratorType,
            @Nullable String startingSequenceNumber,
            @Nullable Instant timestamp) {}

    record GetRecords(
            @Nullable String shardIterator,
            @Nullable Integer limit,
            @Nullable String streamARN) {}

    record SplitShard(
            @Nullable String streamName,
            @Nullable String streamARN,
            @Nullable String shardToSplit,
            @Nullable String newStartingHashKey) {}

    record MergeShards(
            @Nullable String streamName,
            @Nullable String streamARN,
            @Nullable String shardToMerge,
            @Nullable String adjacentShardToMerge) {}

    record Retention(
            @Nullable String streamName,
            @Nullable String streamARN,
            @Nullable Integer retentionPeriodHours) {}
}
