package io.github.calllake.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server of HTTP on the loopback interface that stands before another one, for whoever wants to have a say in some of the
 * requests. One request a connection. Thread-safe.
 */
final class Relay {

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final int BACKLOG = 128;

    private final ServerSocket server;
    private final URI target;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "local-relay");
        thread.setDaemon(true);
        return thread;
    });

    private Relay(ServerSocket server, URI target) {
        this.server = server;
        this.target = target;
    }

    /** What is done with a request. */
    interface Server {

        /**
         * Answers, or hands it on.
         *
         * @param client is closed after it
         * @param request head and body
         */
        void serve(Socket client, byte[] request) throws IOException, InterruptedException;
    }

    /**
     * One on a free port, which listens when it is started.
     *
     * @param target an endpoint of plain HTTP
     */
    static Relay to(URI target) throws IOException {
        return new Relay(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), target);
    }

    void start(Server requests) {
        threads.execute(() -> accept(requests));
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void accept(Server requests) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                threads.execute(() -> serve(client, requests));
            } catch (IOException e) {
                LOG.debug("No longer listening: {}", e.getMessage());
            }
        }
    }

    private static void serve(Socket client, Server requests) {
        try (client) {
            Optional<byte[]> request = RelayedRequest.read(client);
            if (request.isPresent()) {
                requests.serve(client, request.get());
            }
        } catch (IOException e) {
            LOG.debug("A client or the server behind went away: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The whole answer of the server behind. */
    byte[] handOn(byte[] request) throws IOException {
        try (Socket behind = new Socket(target.getHost(), target.getPort())) {
            behind.getOutputStream().write(request);
            behind.getOutputStream().flush();
            return behind.getInputStream().readAllBytes();
        }
    }

    static void answer(Socket client, byte[] bytes) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    /**
     * An answer of our own.
     *
     * @param status its number and words
     */
    static byte[] response(String status, String contentType, String body) {
        return response(status, contentType, body.getBytes(UTF_8));
    }

    static byte[] response(String status, String contentType, byte[] content) {
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        response.writeBytes(String.join(
                        "\r\n",
                        List.of(
                                "HTTP/1.1 " + status,
                                "Content-Type: " + contentType,
                                "Content-Length: " + content.length,
                                "x-amzn-RequestId: local",
                                "x-amz-request-id: local",
                                "Connection: close",
                                "",
                                ""))
                .getBytes(ISO_8859_1));
        response.writeBytes(content);
        return response.toByteArray();
    }

    /** Stops listening, and waits so long for requests that are under way. */
    void close(Duration patience) throws IOException {
        server.close();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
