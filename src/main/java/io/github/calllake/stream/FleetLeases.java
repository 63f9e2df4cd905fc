package io.github.calllake.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.kinesis.common.StreamIdentifier;

/** What a fleet's table says before this worker joins the fleet. */
final class FleetLeases {

    private static final AttributeValue NONE = AttributeValue.fromS("");

    private final DynamoDbAsyncClient dynamoDb;
    private final String table;

    FleetLeases(DynamoDbAsyncClient dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    /**
     * A lease.
     *
     * @param stream whose shard it is of
     * @param shard the shard's id
     * @param ended whether a worker has said that the shard is consumed to its end
     */
    private record FleetLease(StreamIdentifier stream, String shard, boolean ended) {}

    /**
     * Refuses a fleet whose table belongs to something else. The library never gives a shard that counts as ended to a worker
     * again, so if this worker's consumers know nothing of its end, the shard would be lost to them without a word.
     *
     * @param shards the stream's
     * @param consumed whether the consumers have a shard to its end
     */
    void requireOurs(StreamIdentifier stream, List<StreamShard> shards, Predicate<StreamShard> consumed) {
        List<FleetLease> leases = leases();
        for (FleetLease lease : leases) {
            if (!lease.stream().streamName().equals(stream.streamName())) {
                throw new StreamException("Fleet " + table + " reads stream "
                        + lease.stream().streamName() + ", not " + stream.streamName()
                        + ". Give each stream a fleet of its own name");
            }
        }
        for (StreamShard shard : shards) {
            if (leases.contains(new FleetLease(stream, shard.id(), true)) && !consumed.test(shard)) {
                throw new StreamException("Fleet " + table + " has finished shard " + shard.id() + " of stream "
                        + stream.streamName()
                        + ", but here it is not archived to its end: the fleet's table is of another"
                        + " lake, or this lake is an older state of it. Take another fleet name; reading goes on where"
                        + " this lake ends, and nothing is archived twice");
            }
        }
    }

    private List<FleetLease> leases() {
        List<FleetLease> leases = new ArrayList<>();
        try {
            dynamoDb.scanPaginator(request -> request.tableName(table).consistentRead(true))
                    .items()
                    .subscribe(item -> lease(item).ifPresent(leases::add))
                    .join();
            return leases;
        } catch (CompletionException e) {
            if (e.getCause() instanceof ResourceNotFoundException) {
                return List.of();
            }
            if (e.getCause() instanceof SdkException refused) {
                throw new StreamException(
                        "Could not read the table of fleet " + table + ": " + refused.getMessage(), refused);
            }
            throw e;
        }
    }

    /** Empty for what else the library keeps in its table. */
    private Optional<FleetLease> lease(Map<String, AttributeValue> item) {
        if (!item.containsKey("checkpoint")) {
            return Optional.empty();
        }
        String stream = text(item, "streamName");
        if (stream.isEmpty()) {
            throw new StreamException(
                    "Table " + table + " holds leases of another Kinesis application. Take another fleet" + " name");
        }
        return Optional.of(new FleetLease(
                StreamIdentifier.multiStreamInstance(stream),
                text(item, "shardId"),
                text(item, "checkpoint").equals("SHARD_END")));
    }

    private static String text(Map<String, AttributeValue> item, String attribute) {
        return Optional.ofNullable(item.getOrDefault(attribute, NONE).s()).orElse("");
    }
}
