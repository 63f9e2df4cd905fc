package io.github.calllake.local.kinesis;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Amazon Kinesis Data Streams on one machine: an HTTP server on the loopback interface that the AWS SDKs and the AWS CLI
 * take for Kinesis when it is given as their endpoint, with any credentials.
 *
 * <p>It has the operations on streams, shards and records that polling consumers and producers use. Limits on sizes,
 * counts, names, lifetimes and rates are those of AWS; rates can be {@linkplain KinesisSettings#UNLIMITED let go}, and
 * {@linkplain KinesisFaults faults} be asked for, also while it runs. A stream is ACTIVE as soon as it is created, and
 * there is no enhanced fan-out. What it does not have it refuses with {@code UnknownOperationException}.
 *
 * <p>Streams live in the given directory. A put that was answered survives the death of the process; a second start on
 * the directory finds everything again and goes on with higher sequence numbers. Only one server at a time may use a
 * directory; the caller sees to that.
 *
 * <p>Safe for concurrent use.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/Welcome.html">Kinesis Data Streams API</a>
 */
public final class LocalKinesis implements AutoCloseable {
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";

    private final HttpServer server;
    private final ExecutorService workers;
    private final StreamStore store;
    private final LiveSettings settings;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LocalKinesis(HttpServer server, ExecutorService workers, StreamStore store, LiveSettings settings) {
        this.server = server;
        this.workers = workers;
        this.store = store;
        this.settings = settings;
    }

    /**
     * Starts a server on a free port.
     *
     * @param directory where the streams are or will be; created if missing
     * @throws IOException if the directory cannot be read or written
     */
    public static LocalKinesis start(Path directory) throws IOException {
        return start(directory, KinesisSettings.AWS);
    }

    /**
     * Starts a server on a free port.
     *
     * @param directory where the streams are or will be; created if missing
     * @param settings that it has until it is given {@linkplain #use others}
     * @throws IOException if the directory cannot be read or written
     */
    public static LocalKinesis start(Path directory, KinesisSettings settings) throws IOException {
        return start(directory, settings, Clock.systemUTC());
    }

    static LocalKinesis start(Path directory, KinesisSettings given, Clock clock) throws IOException {
        // Head and body of an answer are two writes; without this the second waits for the client's delayed ACK.
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
        StreamStore store = StreamStore.open(directory, clock);
        LiveSettings settings = new LiveSettings(given, clock);
        try {
            HttpServer server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
            ExecutorService workers = newWorkers();
            server.setExecutor(workers);
            server.createContext("/", new KinesisHandler(store, settings, clock));
            server.createContext(ControlHandler.PATH, new ControlHandler(store, settings));
            server.start();
            return new LocalKinesis(server, workers, store, settings);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static ExecutorService newWorkers() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "local-kinesis-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Where clients find it, e.g. {@code http://127.0.0.1:41234}. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The settings in force. */
    public KinesisSettings settings() {
        return settings.current();
    }

    /** Exchanges the settings; requests that come from now on meet the new ones. */
    public void use(KinesisSettings others) {
        settings.use(others);
    }

    /**
     * What went over a stream since the start.
     *
     * @throws IllegalArgumentException if there is no such stream
     */
    public StreamTraffic traffic(String stream) {
        return store.find(stream)
                .orElseThrow(() -> new IllegalArgumentException("There is no stream " + stream))
                .traffic()
                .sum();
    }

    /** Stops the server; requests under way may go unanswered, what was answered is kept. Does nothing the second time. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        server.stop(0);
        workers.shutdown();
        try {
            if (!workers.awaitTermination(5, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }
}
