package io.github.calllake.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.kinesis.common.StreamIdentifier;

/**
 * The leases of a fleet, as the Kinesis Client Library keeps them in its DynamoDB table. It is read, and never written. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/streams/latest/dev/kcl-dynamoDB.html">DynamoDB tables of the Kinesis Client Library</a>
 */
public final class FleetTable implements AutoCloseable {

    private static final AttributeValue NONE = AttributeValue.builder().build();

    private final FleetClients clients;
    private final String fleet;

    /** Closes the clients with itself. */
    FleetTable(FleetClients clients, String fleet) {
        this.clients = clients;
        this.fleet = fleet;
    }

    /** With region, credentials and endpoint from the standard AWS environment. */
    public static FleetTable open(String fleet) {
        return new FleetTable(FleetClients.open(), fleet);
    }

    /**
     * A lease.
     *
     * @param stream whose shard it is of: account, name, and the second since 1970 in which the stream was made, with colons between
     * @param shard the shard's id
     * @param owner the worker that has it; empty if none has
     * @param counter goes up each time its owner renews it
     * @param ended whether a worker has said that the shard is consumed to its end
     */
    public record Lease(String stream, String shard, Optional<String> owner, long counter, boolean ended) {

        /** The name of the stream. */
        public String streamName() {
            return StreamIdentifier.multiStreamInstance(stream).streamName();
        }
    }

    /** The fleet's name, which is the table's. */
    public String fleet() {
        return fleet;
    }

    /**
     * All leases as they are now.
     *
     * @return empty if there is no such table
     * @throws StreamException if it cannot be read, or is of another Kinesis application
     */
    public Optional<List<Lease>> leases() {
        List<Lease> leases = new ArrayList<>();
        try {
            clients.dynamoDb()
                    .scanPaginator(request -> request.tableName(fleet).consistentRead(true))
                    .items()
                    .subscribe(item -> lease(item).ifPresent(leases::add))
                    .join();
            return Optional.of(leases);
        } catch (CompletionException e) {
            if (e.getCause() instanceof ResourceNotFoundException) {
                return Optional.empty();
            }
            if (e.getCause() instanceof StreamException another) {
                throw another;
            }
            if (e.getCause() instanceof SdkException refused) {
                throw new StreamException(
                        "Could not read the table of fleet " + fleet + ": " + refused.getMessage(), refused);
            }
            throw e;
        }
    }

    /** Empty for what else the library keeps in its table. */
    private Optional<Lease> lease(Map<String, AttributeValue> item) {
        if (!item.containsKey("checkpoint")) {
            return Optional.empty();
        }
        String stream = text(item, "streamName")
                .orElseThrow(() -> new StreamException(
                        "Table " + fleet + " holds leases of another Kinesis application. Take another fleet name"));
        return Optional.of(new Lease(
                stream,
                text(item, "shardId").orElse(""),
                text(item, "leaseOwner"),
                Optional.ofNullable(item.getOrDefault("leaseCounter", NONE).n())
                        .map(Long::parseLong)
                        .orElse(0L),
                text(item, "checkpoint").filter("SHARD_END"::equals).isPresent()));
    }

    private static Optional<String> text(Map<String, AttributeValue> item, String attribute) {
        return Optional.ofNullable(item.getOrDefault(attribute, NONE).s()).filter(text -> !text.isEmpty());
    }

    @Override
    public void close() {
        clients.close();
    }
}
