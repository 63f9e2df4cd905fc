package io.github.calllake.local.redshift;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/**
 * Streaming ingestion: keeps the AUTO REFRESH views over Kinesis fresh, and refreshes others when asked.
 *
 * <p>A batch's rows and the view's position are written in one transaction, so each record is in each view exactly once, whenever the process
 * ends. A view always begins at the stream's oldest record. A view whose query fails on a record stops there, as in Redshift; others go on.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion.html">Streaming ingestion</a>
 */
final class StreamIngestor implements Streams, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamIngestor.class);

    /** The size of VARBYTE. */
    private static final int LARGEST_RECORD = 16 * 1024 * 1024;

    private static final Duration IDLE = Duration.ofMillis(250);
    private static final Duration AFTER_ERROR = Duration.ofSeconds(1);
    private static final Duration END_OF_ROUND = Duration.ofSeconds(20);

    private final ConnectionSource connections;
    private final KinesisClient kinesis;
    private final int largestRecord;
    private final Clock clock;
    private final Map<String, StreamWorker> workers = new ConcurrentHashMap<>();
    /** Only the background thread's: streams that failed, and when to try them again. */
    private final Map<String, Instant> retryAt = new HashMap<>();

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "redshift-ingestion");

    private StreamIngestor(ConnectionSource connections, URI kinesisEndpoint, int largestRecord, Clock clock) {
        this.connections = connections;
        this.largestRecord = largestRecord;
        this.clock = clock;
        this.kinesis = KinesisClient.builder()
                .endpointOverride(kinesisEndpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(ApacheHttpClient.builder())
                .build();
    }

    /**
     * Starts to read in the background.
     *
     * @param connections to a database that {@link CompatSql} was installed in
     */
    static StreamIngestor start(ConnectionSource connections, URI kinesisEndpoint, Clock clock) {
        return start(connections, kinesisEndpoint, LARGEST_RECORD, clock);
    }

    /** @param largestRecord in bytes; larger ones are skipped and reported */
    static StreamIngestor start(ConnectionSource connections, URI kinesisEndpoint, int largestRecord, Clock clock) {
        StreamIngestor ingestor = new StreamIngestor(connections, kinesisEndpoint, largestRecord, clock);
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
            return Optional.of("Stream " + stream + " not found");
        } catch (SdkException e) {
            return Optional.of("Stream " + stream + " cannot be read: " + e.getMessage());
        }
    }

    @Override
    public void refresh(QualifiedName view) {
        try (Connection connection = connections.open()) {
            ViewStore store = new ViewStore(connection, clock);
            for (StreamingView streaming : store.named(view)) {
                worker(streaming.stream()).drain(store, streaming);
            }
        } catch (SdkException e) {
            throw new RedshiftSqlException("XX000", "the stream cannot be read: " + e.getMessage());
        } catch (SQLException e) {
            throw new RedshiftSqlException(
                    e.getSQLState() == null ? "XX000" : e.getSQLState(), String.valueOf(e.getMessage()));
        }
    }

    private StreamWorker worker(String stream) {
        return workers.computeIfAbsent(stream, name -> new StreamWorker(kinesis, name, largestRecord, clock));
    }

    private void run() {
        Duration pause = Duration.ZERO;
        while (!isClosedAfter(pause)) {
            try (Connection connection = connections.open()) {
                keepFresh(new ViewStore(connection, clock));
                return;
            } catch (SQLException e) {
                if (closed.getCount() > 0) {
                    LOG.warn("streaming ingestion was interrupted and starts again", e);
                }
                workers.clear();
                pause = AFTER_ERROR;
            }
        }
    }

    private void keepFresh(ViewStore store) throws SQLException {
        Duration pause = Duration.ZERO;
        while (!isClosedAfter(pause)) {
            Map<String, List<StreamingView>> byStream = new LinkedHashMap<>();
            for (StreamingView view : store.autoRefreshed()) {
                byStream.computeIfAbsent(view.stream(), key -> new ArrayList<>())
                        .add(view);
            }
            boolean more = false;
            for (var stream : byStream.entrySet()) {
                more |= poll(store, stream.getKey(), stream.getValue());
            }
            pause = more ? Duration.ZERO : IDLE;
        }
    }

    /** A stream that cannot be read holds up no other. */
    private boolean poll(ViewStore store, String stream, List<StreamingView> views) throws SQLException {
        if (clock.instant().isBefore(retryAt.getOrDefault(stream, Instant.MIN))) {
            return false;
        }
        try {
            boolean more = worker(stream).poll(store, views);
            retryAt.remove(stream);
            return more;
        } catch (SdkException e) {
            if (!retryAt.containsKey(stream) && closed.getCount() > 0) {
                LOG.warn("stream {} cannot be read and is tried again until it can", stream, e);
            }
            workers.remove(stream);
            retryAt.put(stream, clock.instant().plus(AFTER_ERROR));
            return false;
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

    /** Ends after the batch at hand. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(END_OF_ROUND.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kinesis.close();
    }
}
