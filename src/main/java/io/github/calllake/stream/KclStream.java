package io.github.calllake.stream;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.coordinator.WorkerStateChangeListener;

/**
 * A stream read by a fleet: workers, in as many processes and on as many machines as wanted, that share its shards. The
 * Kinesis Client Library 3 says which worker has which shard; its leases are in a DynamoDB table of the fleet's name, which
 * it makes. When a worker comes, shards are handed over to it; when one dies, the others take its shards.
 *
 * <p>Two workers may hold one shard for a moment, as the library's documentation says. That is the consumers' business to
 * bear, as with two processes that read by {@link DirectStream}, and so is where a shard is read from: a worker reads from
 * where its consumer says, whatever the table says. A fleet without its table therefore loses nothing.
 *
 * <p>Needs {@code software.amazon.kinesis:amazon-kinesis-client} on the class path, which is an optional dependency.
 * Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/streams/latest/dev/kcl.html">Kinesis Client Library</a>
 */
public final class KclStream implements StreamSource {

    private final DirectStream stream;
    private final FleetClients clients;
    private final FleetSettings settings;

    private KclStream(DirectStream stream, FleetClients clients, FleetSettings settings) {
        this.stream = stream;
        this.clients = clients;
        this.settings = settings;
    }

    /** A stream with region, credentials and endpoints from the standard AWS environment, read at the default pace. */
    public static KclStream open(String name, FleetSettings settings) {
        return open(name, settings, ReadBudget.ofHeap());
    }

    /** The same, with a budget for what its shards' reads hold. */
    public static KclStream open(String name, FleetSettings settings, ReadBudget budget) {
        return new KclStream(DirectStream.open(name, budget), FleetClients.open(), settings);
    }

    /** A stream that owns what it is given. */
    static KclStream of(DirectStream stream, FleetClients clients, FleetSettings settings) {
        return new KclStream(stream, clients, settings);
    }

    @Override
    public String name() {
        return stream.name();
    }

    @Override
    public StreamDescription description() {
        return stream.description();
    }

    @Override
    public List<StreamShard> shards() {
        return stream.shards();
    }

    /**
     * Joins the fleet: reads the shards that fall to this worker, each into a consumer of its own, until the consumption is
     * closed. The first worker of a new fleet waits for its table and its turn, up to a minute and a half; one that joins
     * later takes some failover times.
     *
     * @throws StreamException if there is no such stream or it cannot be asked; or if the fleet reads another stream, or has
     *     finished a shard that these consumers have not to its end: then its leases are of another lake
     */
    @Override
    public StreamConsumption consume(ShardConsumer.Factory consumers) {
        StreamDescription of = stream.description();
        FleetTracker tracker = new FleetTracker(stream, settings);
        new FleetLeases(new FleetTable(clients, settings.name()))
                .requireOurs(tracker.stream(), stream.shards(), shard -> hasEnded(shard, of, consumers));
        String worker = host() + "/" + UUID.randomUUID();
        return new FleetConsumption(settings.name(), new FleetConsumption.Runs() {
            @Override
            public FleetShards shards(StopSignal stop, ReadMonitor monitor) {
                return new FleetShards(stream, consumers, stop, monitor);
            }

            @Override
            public RetriesInClient retriesInClient() {
                return stream.retriesInClient();
            }

            @Override
            public Scheduler scheduler(FleetShards shards, WorkerStateChangeListener listener) {
                return FleetScheduler.of(settings, clients, worker, tracker, shards, listener);
            }
        });
    }

    private static boolean hasEnded(StreamShard shard, StreamDescription of, ShardConsumer.Factory consumers) {
        ShardConsumer consumer = consumers.consumerOf(shard, of);
        Optional<ShardPosition> position = consumer.start();
        consumer.leave();
        return position.isEmpty();
    }

    /** For people who look into the table. */
    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A machine that does not know its own name; the rest of a worker's id is unique by itself.
            return "unnamed-host";
        }
    }

    @Override
    public void close() {
        stream.close();
        clients.close();
    }
}
