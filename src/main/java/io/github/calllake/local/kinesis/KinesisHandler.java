package io.github.calllake.local.kinesis;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API over HTTP: finds the operation of a request, and says what came of it in the request's encoding. */
final class KinesisHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(KinesisHandler.class);
    private static final String TARGET_PREFIX = "Kinesis_20131202.";

    /** What AWS has and this has not; refused by name, so that nobody takes it for a mistake of theirs. */
    private static final Set<String> NOT_EMULATED = Set.of(
            "DeleteResourcePolicy",
            "DeregisterStreamConsumer",
            "DescribeAccountSettings",
            "DescribeStreamConsumer",
            "DisableEnhancedMonitoring",
            "EnableEnhancedMonitoring",
            "GetResourcePolicy",
            "ListStreamConsumers",
            "PutResourcePolicy",
            "RegisterStreamConsumer",
            "StartStreamEncryption",
            "StopStreamEncryption",
            "SubscribeToShard",
            "UpdateAccountSettings",
            "UpdateStreamWarmThroughput");

    private final Map<String, Operation<?>> operations = new TreeMap<>();
    private final LiveSettings settings;
    private final ApiRates rates = new ApiRates();

    KinesisHandler(StreamStore store, LiveSettings settings, Clock clock) {
        this.settings = settings;
        StreamOperations streams = new StreamOperations(store, clock);
        add("CreateStream", Requests.CreateStream.class, streams::create);
        add("DeleteStream", Requests.DeleteStream.class, streams::delete);
        add("ListStreams", Requests.ListStreams.class, streams::list);
        add("DescribeStream", Requests.DescribeStream.class, streams::describe);
        add("DescribeStreamSummary", Requests.NamedStream.class, streams::describeSummary);
        add("ListShards", Requests.ListShards.class, streams::listShards);
        add("DescribeLimits", Requests.NoMembers.class, streams::limits);
        add("UpdateStreamMode", Requests.UpdateStreamMode.class, streams::updateMode);
        add("UpdateMaxRecordSize", Requests.UpdateMaxRecordSize.class, streams::updateMaxRecordSize);
        add("IncreaseStreamRetentionPeriod", Requests.Retention.class, streams::increaseRetention);
        add("DecreaseStreamRetentionPeriod", Requests.Retention.class, streams::decreaseRetention);

        ShardOperations shards = new ShardOperations(store, clock);
        add("SplitShard", Requests.SplitShard.class, shards::split);
        add("MergeShards", Requests.MergeShards.class, shards::merge);
        add("UpdateShardCount", Requests.UpdateShardCount.class, shards::updateCount);

        TagOperations tags = new TagOperations(store);
        add("AddTagsToStream", Requests.AddTags.class, tags::add);
        add("RemoveTagsFromStream", Requests.RemoveTags.class, tags::remove);
        add("ListTagsForStream", Requests.ListTags.class, tags::list);
        add("TagResource", Requests.TagResource.class, tags::add);
        add("UntagResource", Requests.UntagResource.class, tags::remove);
        add("ListTagsForResource", Requests.TagsOfResource.class, tags::list);

        // Their rates are each shard's.
        RecordOperations records = new RecordOperations(store, settings);
        addUnmetered("PutRecord", Requests.PutRecord.class, records::put);
        addUnmetered("PutRecords", Requests.PutRecords.class, records::putAll);
        addUnmetered("GetShardIterator", Requests.GetShardIterator.class, records::iterator);
        addUnmetered("GetRecords", Requests.GetRecords.class, records::get);
    }

    private record Operation<T>(Class<T> requestType, Action<T> action) {
        Object run(WireFormat format, byte[] body) throws IOException {
            return action.run(format.read(body, requestType));
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Written out once and never compared.
    private record Reply(int status, byte[] body) {}

    private interface Action<T> {
        Object run(T request) throws IOException;
    }

    private <T> void add(String name, Class<T> requestType, Action<T> action) {
        addUnmetered(name, requestType, request -> {
            if (settings.limits()) {
                rates.take(name, settings.now());
            }
            return action.run(request);
        });
    }

    private <T> void addUnmetered(String name, Class<T> requestType, Action<T> action) {
        operations.put(TARGET_PREFIX + name, new Operation<>(requestType, action));
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
            WireFormat format = WireFormat.of(contentType == null ? "" : contentType);
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            byte[] body = exchange.getRequestBody().readNBytes(Limits.REQUEST_BYTES + 1);
            settings.delay();
            if (settings.strikes(settings.faults().lostRequests())) {
                return;
            }
            Reply reply = reply(target, format, body);
            if (settings.strikes(settings.faults().lostAnswers())) {
                return;
            }
            send(exchange, format, reply);
        }
    }

    private Reply reply(@Nullable String target, WireFormat format, byte[] body) throws IOException {
        try {
            Object answer = operation(target, body).run(format, body);
            return new Reply(200, answer instanceof Answers.Done ? new byte[0] : format.write(answer));
        } catch (KinesisException e) {
            return new Reply(e.status(), format.write(new Answers.Failure(e.type(), e.text())));
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} failed", target, e);
            return new Reply(500, format.write(new Answers.Failure("InternalFailure", "Internal service failure.")));
        }
    }

    private Operation<?> operation(@Nullable String target, byte[] body) {
        if (body.length > Limits.REQUEST_BYTES) {
            throw KinesisException.validation("The request is larger than " + Limits.REQUEST_BYTES + " bytes.");
        }
        Operation<?> operation = operations.get(target == null ? "" : target);
        if (operation == null && target != null && NOT_EMULATED.contains(target.replace(TARGET_PREFIX, ""))) {
            throw KinesisException.unknownOperation("not emulated locally: " + target.replace(TARGET_PREFIX, ""));
        }
        if (operation == null) {
            throw KinesisException.unknownOperation(
                    "The local Kinesis has no operation " + target + "; it has " + operations.keySet());
        }
        return operation;
    }

    private static void send(HttpExchange exchange, WireFormat format, Reply reply) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", format.contentType());
        exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
        int length = reply.body().length;
        exchange.sendResponseHeaders(reply.status(), length == 0 ? -1 : length);
        if (length > 0) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(reply.body());
            }
        }
    }
}
