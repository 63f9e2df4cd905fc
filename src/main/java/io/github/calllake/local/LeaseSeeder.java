package io.github.calllake.local;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/**
 * Makes the table that the Kinesis Client Library 3 would make, and the leases in it. Leases are of a stream with its account
 * and the second in which it was made, the form that the library has for applications of several streams.
 */
final class LeaseSeeder implements AutoCloseable {

    private static final String KEY = "leaseKey";
    private static final String OWNER = "leaseOwner";

    private final KinesisClient kinesis;
    private final DynamoDbClient dynamoDb;

    LeaseSeeder(LocalAws aws) {
        kinesis = client(KinesisClient.builder(), aws.kinesisEndpoint(), aws);
        dynamoDb = client(DynamoDbClient.builder(), aws.dynamoDbEndpoint(), aws);
    }

    private static <C> C client(AwsClientBuilder<?, C> builder, URI endpoint, LocalAws aws) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.accessKeyId(), aws.secretAccessKey())))
                .build();
    }

    void seed(String application, String stream) {
        StreamDescriptionSummary summary = kinesis.describeStreamSummary(request -> request.streamName(stream))
                .streamDescriptionSummary();
        String account = summary.streamARN().split(":", -1)[4];
        String id =
                account + ":" + stream + ":" + summary.streamCreationTimestamp().getEpochSecond();
        List<Shard> shards =
                kinesis.listShards(request -> request.streamName(stream)).shards();
        if (createTable(application)) {
            shards.forEach(shard ->
                    dynamoDb.putItem(request -> request.tableName(application).item(lease(id, shard))));
        }
    }

    /** False if it is there. */
    private boolean createTable(String name) {
        try {
            dynamoDb.createTable(request -> request.tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(text(KEY), text(OWNER))
                    .keySchema(key(KEY, KeyType.HASH))
                    .globalSecondaryIndexes(index -> index.indexName("LeaseOwnerToLeaseKeyIndex")
                            .keySchema(key(OWNER, KeyType.HASH), key(KEY, KeyType.RANGE))
                            .projection(projection -> projection.projectionType(ProjectionType.KEYS_ONLY))));
            return true;
        } catch (ResourceInUseException e) {
            // It has leases by now, which are worth more than fresh ones.
            return false;
        }
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static Map<String, AttributeValue> lease(String stream, Shard shard) {
        Map<String, AttributeValue> lease = new HashMap<>();
        lease.put(KEY, AttributeValue.fromS(stream + ":" + shard.shardId()));
        lease.put("entityType", AttributeValue.fromS("LEASE"));
        lease.put("streamName", AttributeValue.fromS(stream));
        lease.put("shardId", AttributeValue.fromS(shard.shardId()));
        lease.put("checkpoint", AttributeValue.fromS("TRIM_HORIZON"));
        lease.put("checkpointSubSequenceNumber", AttributeValue.fromN("0"));
        lease.put("leaseCounter", AttributeValue.fromN("0"));
        lease.put("ownerSwitchesSinceCheckpoint", AttributeValue.fromN("0"));
        lease.put("startingHashKey", AttributeValue.fromS(shard.hashKeyRange().startingHashKey()));
        lease.put("endingHashKey", AttributeValue.fromS(shard.hashKeyRange().endingHashKey()));
        List<String> parents = Stream.of(
                        Optional.ofNullable(shard.parentShardId()), Optional.ofNullable(shard.adjacentParentShardId()))
                .flatMap(Optional::stream)
                .toList();
        if (!parents.isEmpty()) {
            lease.put("parentShardId", AttributeValue.fromSs(parents));
        }
        return lease;
    }

    @Override
    public void close() {
        kinesis.close();
        dynamoDb.close();
    }
}
