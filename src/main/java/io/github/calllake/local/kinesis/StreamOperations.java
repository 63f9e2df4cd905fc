package io.github.calllake.local.kinesis;

import io.github.calllake.local.kinesis.Answers.DescribedStream;
import io.github.calllake.local.kinesis.Answers.Done;
import io.github.calllake.local.kinesis.Answers.EnhancedMetrics;
import io.github.calllake.local.kinesis.Answers.ShardLimits;
import io.github.calllake.local.kinesis.Answers.ShardList;
import io.github.calllake.local.kinesis.Answers.StreamDescription;
import io.github.calllake.local.kinesis.Answers.StreamDescriptionSummary;
import io.github.calllake.local.kinesis.Answers.StreamList;
import io.github.calllake.local.kinesis.Answers.StreamModeDetails;
import io.github.calllake.local.kinesis.Answers.StreamSummary;
import io.github.calllake.local.kinesis.Answers.SummarizedStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Operations on streams as a whole: creating, deleting, listing, describing, retention. */
final class StreamOperations {
    private static final String ACTIVE = "ACTIVE";
    private static final int MODE_UPDATES_A_DAY = 2;
    private static final String MAX_RECORD_SIZE = "maxRecordSizeInKiB";
    private static final int MAX_RETENTION_HOURS = 8760;
    private static final List<EnhancedMetrics> NO_METRICS = List.of(new EnhancedMetrics(List.of()));

    private final StreamStore store;
    private final Clock clock;

    StreamOperations(StreamStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    enum Mode {
        PROVISIONED,
        ON_DEMAND
    }

    private enum FilterType {
        AFTER_SHARD_ID,
        AT_TRIM_HORIZON,
        FROM_TRIM_HORIZON,
        AT_LATEST,
        AT_TIMESTAMP,
        FROM_TIMESTAMP
    }

    /** The stream that a request names, by name or by ARN. */
    static DataStream named(StreamStore store, @Nullable String name, @Nullable String arn) {
        if (name == null && arn == null) {
            throw KinesisException.invalidArgument("Missing required parameter: StreamName or StreamARN.");
        }
        String byArn = arn == null ? Check.name(name, "streamName") : Arns.streamName(arn);
        if (name != null && !Check.name(name, "streamName").equals(byArn)) {
            throw KinesisException.invalidArgument("StreamName " + name + " and StreamARN " + arn + " do not match.");
        }
        return store.stream(byArn);
    }

    Done create(Requests.CreateStream request) throws IOException {
        String name = Check.name(request.streamName(), "streamName");
        Requests.StreamModeDetails details = request.streamModeDetails();
        Mode mode = details == null
                ? Mode.PROVISIONED
                : Check.oneOf(Mode.class, details.streamMode(), "streamModeDetails.streamMode");
        if (mode == Mode.ON_DEMAND && request.shardCount() != null) {
            throw KinesisException.validation("ShardCount must not be given for a stream in ON_DEMAND mode.");
        }
        int shards = mode == Mode.ON_DEMAND
                ? Limits.ON_DEMAND_SHARDS
                : Check.between(Check.required(request.shardCount(), "shardCount"), "shardCount", 1, 100_000);
        int recordKib = Check.between(
                request.maxRecordSizeInKiB(),
                MAX_RECORD_SIZE,
                Limits.RECORD_KIB,
                Limits.LARGEST_RECORD_KIB,
                Limits.RECORD_KIB);
        Map<String, String> tags = request.tags() == null ? Map.of() : TagOperations.checked(request.tags());
        ShardOperations.requireRoom(store, shards);
        if (mode == Mode.ON_DEMAND && onDemandStreams() >= Limits.ACCOUNT_ON_DEMAND_STREAMS) {
            throw KinesisException.limitExceeded(
                    "This request would exceed the limit of on-demand streams for the account " + Arns.ACCOUNT
                            + " in us-east-1. Limit: " + Limits.ACCOUNT_ON_DEMAND_STREAMS + ".");
        }
        store.create(StreamFacts.fresh(name, mode.name(), recordKib, tags, clock.millis()), shards);
        return new Done();
    }

    private int onDemandStreams() {
        return (int) store.all().stream()
                .filter(stream -> stream.facts().mode().equals(Mode.ON_DEMAND.name()))
                .count();
    }

    ShardLimits limits(Requests.NoMembers request) {
        return new ShardLimits(
                Limits.ACCOUNT_SHARDS, store.openShards(), onDemandStreams(), Limits.ACCOUNT_ON_DEMAND_STREAMS);
    }

    /** The number of shards stays as it is, as on AWS; here it also stays so afterwards. */
    Done updateMode(Requests.UpdateStreamMode request) throws IOException {
        Requests.StreamModeDetails details = Check.required(request.streamModeDetails(), "streamModeDetails");
        Mode mode = Check.oneOf(Mode.class, details.streamMode(), "streamModeDetails.streamMode");
        String arn = Check.required(request.streamARN(), "streamARN");
        long now = clock.millis();
        named(store, null, arn).change(facts -> {
            if (facts.mode().equals(mode.name())) {
                throw KinesisException.validation("Stream " + facts.name() + " under account " + Arns.ACCOUNT
                        + " is already in " + mode + " mode.");
            }
            if (StreamFacts.inLastDay(facts.modeUpdates(), now) >= MODE_UPDATES_A_DAY) {
                throw KinesisException.limitExceeded("The mode of stream " + facts.name() + " under account "
                        + Arns.ACCOUNT + " has been updated " + MODE_UPDATES_A_DAY + " times in the last 24 hours.");
            }
            return facts.withMode(mode.name(), now);
        });
        return new Done();
    }

    Done updateMaxRecordSize(Requests.UpdateMaxRecordSize request) throws IOException {
        int kib = Check.between(
                Check.required(request.maxRecordSizeInKiB(), MAX_RECORD_SIZE),
                MAX_RECORD_SIZE,
                Limits.RECORD_KIB,
                Limits.LARGEST_RECORD_KIB);
        named(store, null, Check.required(request.streamARN(), "streamARN")).change(facts -> facts.withRecordKib(kib));
        return new Done();
    }

    Done delete(Requests.DeleteStream request) throws IOException {
        DataStream stream = named(store, request.streamName(), request.streamARN());
        store.delete(stream.facts().name());
        return new Done();
    }

    StreamList list(Requests.ListStreams request) {
        int limit = Check.between(request.limit(), "limit", 1, 10_000, 100);
        String after = request.nextToken() != null ? request.nextToken() : request.exclusiveStartStreamName();
        List<StreamSummary> all = (after == null ? store.all() : store.after(after))
                .stream().map(stream -> summary(stream.facts())).toList();
        List<StreamSummary> page = all.subList(0, Math.min(limit, all.size()));
        boolean more = page.size() < all.size();
        return new StreamList(
                page.stream().map(StreamSummary::streamName).toList(),
                more,
                more ? page.get(page.size() - 1).streamName() : null,
                page);
    }

    private static StreamSummary summary(StreamFacts facts) {
        return new StreamSummary(
                facts.name(),
                Arns.ofStream(facts.name()),
                ACTIVE,
                new StreamModeDetails(facts.mode()),
                Instant.ofEpochMilli(facts.createdAt()));
    }

    DescribedStream describe(Requests.DescribeStream request) {
        StreamFacts facts =
                named(store, request.streamName(), request.streamARN()).facts();
        int limit = Check.between(request.limit(), "limit", 1, 10_000, 100);
        List<ShardFacts> shards = facts.liveShards(clock.millis()).stream()
                .filter(afterShard(request.exclusiveStartShardId(), "exclusiveStartShardId"))
                .toList();
        StreamSummary summary = summary(facts);
        return new DescribedStream(new StreamDescription(
                summary.streamName(),
                summary.streamARN(),
                summary.streamStatus(),
                summary.streamModeDetails(),
                shards.stream().limit(limit).map(ShardOperations::answer).toList(),
                shards.size() > limit,
                facts.retentionHours(),
                summary.streamCreationTimestamp(),
                NO_METRICS,
                "NONE"));
    }

    SummarizedStream describeSummary(Requests.NamedStream request) {
        StreamFacts facts =
                named(store, request.streamName(), request.streamARN()).facts();
        StreamSummary summary = summary(facts);
        return new SummarizedStream(new StreamDescriptionSummary(
                summary.streamName(),
                summary.streamARN(),
                summary.streamStatus(),
                summary.streamModeDetails(),
                facts.retentionHours(),
                summary.streamCreationTimestamp(),
                NO_METRICS,
                "NONE",
                facts.openShards().size(),
                0,
                facts.recordKib()));
    }

    private static Predicate<ShardFacts> afterShard(@Nullable String shardId, String member) {
        if (shardId == null) {
            return shard -> true;
        }
        String after = Check.name(shardId, member);
        return shard -> shard.id().compareTo(after) > 0;
    }

    ShardList listShards(Requests.ListShards request) {
        int limit = Check.between(request.maxResults(), "maxResults", 1, 10_000, 1000);
        PageToken place = request.nextToken() == null ? firstPage(request) : nextPage(request);
        StreamFacts facts = store.stream(place.stream()).facts();
        List<ShardFacts> shards = facts.liveShards(clock.millis()).stream()
                .filter(shard -> shard.id().compareTo(place.afterShardId()) > 0)
                .filter(filter(place, facts))
                .toList();
        List<ShardFacts> page = shards.subList(0, Math.min(limit, shards.size()));
        String next = page.size() == shards.size()
                ? null
                : place.after(page.get(page.size() - 1).id()).text();
        return new ShardList(page.stream().map(ShardOperations::answer).toList(), next);
    }

    private PageToken firstPage(Requests.ListShards request) {
        StreamFacts facts =
                named(store, request.streamName(), request.streamARN()).facts();
        Requests.ShardFilter filter = request.shardFilter();
        String after = request.exclusiveStartShardId() == null
                ? ""
                : Check.name(request.exclusiveStartShardId(), "exclusiveStartShardId");
        if (filter == null) {
            return new PageToken(facts.name(), after, FilterType.FROM_TRIM_HORIZON.name(), 0, clock.millis());
        }
        FilterType type = Check.oneOf(FilterType.class, filter.type(), "shardFilter.type");
        if (type == FilterType.AFTER_SHARD_ID) {
            String shardId = Check.name(filter.shardId(), "shardFilter.shardId");
            return new PageToken(facts.name(), shardId, FilterType.FROM_TRIM_HORIZON.name(), 0, clock.millis());
        }
        boolean timed = type == FilterType.AT_TIMESTAMP || type == FilterType.FROM_TIMESTAMP;
        long time = timed
                ? Check.required(filter.timestamp(), "shardFilter.timestamp").toEpochMilli()
                : 0;
        return new PageToken(facts.name(), after, type.name(), time, clock.millis());
    }

    private PageToken nextPage(Requests.ListShards request) {
        if (request.streamName() != null || request.exclusiveStartShardId() != null) {
            throw KinesisException.invalidArgument("NextToken and StreamName cannot be provided together.");
        }
        PageToken token = PageToken.parse(Check.required(request.nextToken(), "nextToken"));
        if (clock.millis() - token.issuedAt() > Limits.TOKEN_LIFETIME_MILLIS) {
            throw KinesisException.expiredNextToken("NextToken has expired.");
        }
        return token;
    }

    private Predicate<ShardFacts> filter(PageToken place, StreamFacts facts) {
        long horizon = Math.max(facts.trimHorizon(clock.millis()), facts.createdAt());
        return switch (Check.oneOf(FilterType.class, place.filter(), "nextToken")) {
            case AT_LATEST -> ShardFacts::isOpen;
            case AT_TRIM_HORIZON -> openAt(horizon);
            case AT_TIMESTAMP -> openAt(place.time());
            case FROM_TIMESTAMP -> shard -> shard.openAtOrAfter(place.time());
            case FROM_TRIM_HORIZON, AFTER_SHARD_ID -> shard -> true;
        };
    }

    private static Predicate<ShardFacts> openAt(long time) {
        return shard -> shard.openedAt() <= time && shard.openAtOrAfter(time);
    }

    Done increaseRetention(Requests.Retention request) throws IOException {
        return retention(request, true);
    }

    Done decreaseRetention(Requests.Retention request) throws IOException {
        return retention(request, false);
    }

    private Done retention(Requests.Retention request, boolean increase) throws IOException {
        int hours = Check.required(request.retentionPeriodHours(), "retentionPeriodHours");
        if (hours < 24) {
            throw KinesisException.invalidArgument("Minimum allowed retention period is 24 hours. Requested retention"
                    + " period (" + hours + " hours) is too short.");
        }
        if (hours > MAX_RETENTION_HOURS) {
            throw KinesisException.invalidArgument("Maximum allowed retention period is " + MAX_RETENTION_HOURS
                    + " hours. Requested retention period (" + hours + " hours) is too long.");
        }
        named(store, request.streamName(), request.streamARN()).change(facts -> {
            int existing = facts.retentionHours();
            if (increase ? hours < existing : hours > existing) {
                throw KinesisException.invalidArgument("Requested retention period (" + hours + " hours) for stream "
                        + facts.name() + " can not be " + (increase ? "shorter" : "longer")
                        + " than existing retention period (" + existing + " hours). Use "
                        + (increase ? "Decrease" : "Increase") + "RetentionPeriod API.");
            }
            return facts.withRetention(hours);
        });
        return new Done();
    }
}
