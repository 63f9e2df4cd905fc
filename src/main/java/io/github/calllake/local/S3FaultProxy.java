package io.github.calllake.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bad way to S3: a server on the loopback interface that hands requests on to an S3 and strikes a share of them, for whoever
 * wants to know what a client makes of it.
 *
 * <p>Thread-safe.
 */
public final class S3FaultProxy implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(S3FaultProxy.class);
    private static final int BACKLOG = 128;
    private static final int LONGEST_DELAY_MILLIS = 400;

    private final ServerSocket server;
    private final URI s3;
    private final double share;
    private final Duration silence;
    private final Random random;
    private final Map<Fault, Long> struck = new EnumMap<>(Fault.class);
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "s3-fault-proxy");
        thread.setDaemon(true);
        return thread;
    });

    /** What can happen to a request. */
    public enum Fault {

        /** 500 InternalError, and nothing is done. */
        ERROR_BEFORE,

        /** 500 InternalError, though it was done. */
        ERROR_AFTER,

        /** 503 SlowDown, and nothing is done. */
        SLOW_DOWN,

        /** The connection is reset before anything is done. */
        RESET_BEFORE,

        /** It is done, and the connection is reset instead of an answer. */
        RESET_AFTER,

        /** It is done, and no answer comes for so long that clients give up. */
        SILENT_AFTER,

        /** The connection is reset, and it is done a moment later, when the client may have tried again. */
        DONE_LATE,

        /** It is done, and the connection is reset in the middle of the answer. */
        ANSWER_CUT
    }

    private S3FaultProxy(ServerSocket server, URI s3, double share, Duration silence, long seed) {
        this.server = server;
        this.s3 = s3;
        this.share = share;
        this.silence = silence;
        this.random = new Random(seed);
    }

    /**
     * Starts one on a free port.
     *
     * @param s3 an endpoint of plain HTTP
     * @param share of the requests that are struck, from 0 to 1
     * @param silence how long {@link Fault#SILENT_AFTER} is silent
     * @param seed the same seed strikes the same requests in the same ways, as long as they come in the same order
     */
    public static S3FaultProxy start(URI s3, double share, Duration silence, long seed) throws IOException {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "The share of requests that are struck is " + share + ", not from 0 to 1");
        }
        ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        S3FaultProxy proxy = new S3FaultProxy(server, s3, share, silence, seed);
        proxy.threads.execute(proxy::accept);
        return proxy;
    }

    /** Where clients find it; they must use path-style addresses. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** How many requests each fault has struck so far. */
    public Map<Fault, Long> struck() {
        synchronized (random) {
            return new EnumMap<>(struck);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                LOG.debug("No longer listening: {}", e.getMessage());
            }
        }
    }

    private Optional<Fault> next() {
        synchronized (random) {
            if (random.nextDouble() >= share) {
                return Optional.empty();
            }
            Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
            struck.merge(fault, 1L, Long::sum);
            return Optional.of(fault);
        }
    }

    private int delayMillis() {
        synchronized (random) {
            return random.nextInt(LONGEST_DELAY_MILLIS);
        }
    }

    /** One request a connection. */
    private void serve(Socket client) {
        try (client) {
            Optional<byte[]> request = S3FaultRequest.read(client);
            if (request.isPresent()) {
                Optional<Fault> fault = next();
                if (fault.isPresent()) {
                    strike(client, request.get(), fault.get());
                } else {
                    answer(client, handOn(request.get()));
                }
            }
        } catch (IOException e) {
            LOG.debug("A client or S3 went away: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void strike(Socket client, byte[] request, Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case ERROR_BEFORE -> answer(client, error("500 Internal Server Error", "InternalError"));
            case ERROR_AFTER -> {
                handOn(request);
                answer(client, error("500 Internal Server Error", "InternalError"));
            }
            case SLOW_DOWN -> answer(client, error("503 Slow Down", "SlowDown"));
            case RESET_BEFORE -> reset(client);
            case RESET_AFTER -> {
                handOn(request);
                reset(client);
            }
            case SILENT_AFTER -> {
                handOn(request);
                Thread.sleep(silence.toMillis());
                reset(client);
            }
            case DONE_LATE -> {
                reset(client);
                Thread.sleep(delayMillis());
                handOn(request);
            }
            case ANSWER_CUT -> {
                byte[] whole = handOn(request);
                answer(client, Arrays.copyOf(whole, whole.length - 1 - whole.length / 4));
                reset(client);
            }
        }
    }

    private byte[] handOn(byte[] request) throws IOException {
        try (Socket target = new Socket(s3.getHost(), s3.getPort())) {
            target.getOutputStream().write(request);
            target.getOutputStream().flush();
            return target.getInputStream().readAllBytes();
        }
    }

    private static void answer(Socket client, byte[] bytes) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    /** What was not sent yet is dropped, and the other end is told so. */
    private static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    private static byte[] error(String status, String code) {
        String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code
                + "</Code><Message>This fault was asked for</Message></Error>";
        return String.join(
                        "\r\n",
                        List.of(
                                "HTTP/1.1 " + status,
                                "Content-Type: application/xml",
                                "Content-Length: " + body.length(),
                                "Connection: close",
                                "",
                                body))
                .getBytes(ISO_8859_1);
    }

    /** Stops listening, and waits a moment for requests that are under way. */
    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LONGEST_DELAY_MILLIS, TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
