package io.github.calllake.local.redshift;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/**
 * Streaming ingestion: keeps the AUTO REFRESH views over Kinesis fresh, and refreshes others when asked. Thread-safe.
 *
 * <p>A refresh's rows and the view's positions are written in one transaction, so each record is in each view exactly once, whenever the process
 * ends. A view always begins at the stream's oldest record, and reads by calls of its own. A view whose query fails on a record stops there, as in
 * Redshift; others go on.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion.html">Streaming ingestion</a>
 */
final class StreamIngestor implements Streams, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamIngestor.class);

    /** How often new views are looked for. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private static final Duration AFTER_ERROR = Duration.ofSeconds(1);
    private static final Duration END_OF_ROUND = Duration.ofSeconds(20);
    private static final int READ_THREADS = 8;

    private final ConnectionSource connections;
    private final KinesisClient kinesis;
    /** For reads, which are tried again in their turn and not at once. */
    private final KinesisClient impatient;

    private final IngestionSettings settings;
    private final Clock clock;
    private final ExecutorService readThreads;
    private final Map<String, StreamShards> shards = new ConcurrentHashMap<>();
    private final Map<Long, ViewReader> readers = new ConcurrentHashMap<>();
    /** Only the background thread's. */
    private final Map<String, StreamLane> lanes = new LinkedHashMap<>();

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "redshift-ingestion");

    private StreamIngestor(ConnectionSource connections, URI kinesisEndpoint, IngestionSettings settings, Clock clock) {
        this.connections = connections;
        this.settings = settings;
        this.clock = clock;
        this.kinesis = client(kinesisEndpoint, AwsRetryStrategy.standardRetryStrategy());
        this.impatient = client(kinesisEndpoint, AwsRetryStrategy.doNotRetry());
        this.readThreads = Executors.newFixedThreadPool(READ_THREADS, task -> {
            Thread reading = new Thread(task, "redshift-ingestion-read");
            reading.setDaemon(true);
            return reading;
        });
    }

    private static KinesisClient client(URI endpoint, RetryStrategy retries) {
        return KinesisClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(ApacheHttpClient.builder())
                .overrideConfiguration(c -> c.retryStrategy(retries))
                .build();
    }

    /**
     * Starts to read in the background.
     *
     * @param connections to a database that {@link CompatSql} was installed in
     */
    static StreamIngestor start(
            ConnectionSource connections, URI kinesisEndpoint, IngestionSettings settings, Clock clock) {
        StreamIngestor ingestor = new StreamIngestor(connections, kinesisEndpoint, settings, clock);
        ingestor.thread.setDaemon(true);
        ingestor.thread.start();
        return ingestor;
    }

    @Override
    public Optional<String> problem(String stream) {
        try {
            kinesis.describeStreamSummary(r -> r.streamName(stream));
            return Optional.empty();
        } catch (ResourceNotFoundException e) {
            return Optional.of("Stream " + stream + " not found" + inOtherCase(stream));
        } catch (SdkException e) {
            return Optional.of("Stream " + stream + " cannot be read: " + e.getMessage());
        }
    }

    /**
     * Names of streams have case, and those in SQL are folded even within double quotes.
     *
     * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_enable_case_sensitive_identifier.html">enable_case_sensitive_identifier</a>
     */
    private String inOtherCase(String stream) {
        return kinesis.listStreamsPaginator().streamNames().stream()
                .filter(stream::equalsIgnoreCase)
                .findFirst()
                .map(other -> ". There is a stream " + other
                        + ", but a name in SQL is lower case, in double quotes too, unless"
                        + " enable_case_sensitive_identifier is on, which is not emulated locally")
                .orElse("");
    }

    @Override
    public void refresh(QualifiedName view, boolean cascade) {
        try (Connection connection = connections.open()) {
            ViewStore store = new ViewStore(connection, clock);
            List<StreamingView> views = store.refreshed(view, cascade);
            if (views.isEmpty()) {
                return;
            }
            ViewRefresher refresher = new ViewRefresher(
                    store, new BatchStage(connection, clock), new ShardReads(readThreads, clock), clock);
            for (StreamingView streaming : views) {
                refresher.drain(reader(streaming));
            }
        } catch (SdkException e) {
            throw new RedshiftSqlException("XX000", "the stream cannot be read: " + e.getMessage());
        } catch (SQLException e) {
            throw new RedshiftSqlException(
                    e.getSQLState() == null ? "XX000" : e.getSQLState(), String.valueOf(e.getMessage()));
        }
    }

    private ViewReader reader(StreamingView view) {
        return readers.compute(
                view.oid(), (oid, known) -> known != null && known.view().equals(view) ? known : newReader(view));
    }

    private ViewReader newReader(StreamingView view) {
        StreamShards ofStream = shards.computeIfAbsent(view.stream(), name -> new StreamShards(kinesis, name, clock));
        return new ViewReader(impatient, view, ofStream, settings.largestRecord());
    }

    private void run() {
        Duration pause = Duration.ZERO;
        boolean told = false;
        while (!isClosedAfter(pause)) {
            try (Connection connection = connections.open()) {
                ViewStore store = new ViewStore(connection, clock);
                told = false;
                do {
                    look(store);
                } while (!isClosedAfter(LOOK));
                return;
            } catch (SQLException e) {
                if (closed.getCount() > 0 && !told) {
                    LOG.warn("streaming ingestion does not see new views and tries again", e);
                    told = true;
                }
                pause = AFTER_ERROR;
            }
        }
    }

    /** Gives each stream that has views a lane, and takes it from those that have none. */
    private void look(ViewStore store) throws SQLException {
        Map<String, List<ViewReader>> byStream = new LinkedHashMap<>();
        for (StreamingView view : store.autoRefreshed()) {
            byStream.computeIfAbsent(view.stream(), name -> new ArrayList<>()).add(reader(view));
        }
        byStream.forEach((stream, views) -> lanes.computeIfAbsent(
                        stream, name -> new StreamLane(name, connections, readThreads, settings, clock, views))
                .serve(views));
        for (String stream : List.copyOf(lanes.keySet())) {
            if (!byStream.containsKey(stream)) {
                lanes.remove(stream).stop();
            }
        }
        int auto = byStream.values().stream().mapToInt(List::size).sum();
        if (readers.size() > auto) {
            Set<Long> live = store.all().stream().map(StreamingView::oid).collect(Collectors.toSet());
            readers.keySet().retainAll(live);
        }
    }

    private boolean isClosedAfter(Duration pause) {
        try {
            return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Ends after the refreshes at hand. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(END_OF_ROUND.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lanes.values().forEach(StreamLane::stop);
        lanes.values().forEach(StreamLane::close);
        readThreads.shutdownNow();
        impatient.close();
        kinesis.close();
    }
}
