package io.github.calllake.local.redshift;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a reader and a Kinesis: it passes requests on, refuses some for their rate, drops some connections, and counts. */
final class UnreliableKinesis implements AutoCloseable {

    /** What becomes of a request. */
    enum Fate {
        PASSED,
        THROTTLED,
        FAILED,
        CUT,
        CUT_AFTERWARDS
    }

    private final URI kinesis;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final Random random = new Random(7);
    private volatile double reliability = 1;

    UnreliableKinesis(URI kinesis) {
        this.kinesis = kinesis;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** @param share of the requests that are passed on and answered */
    void setReliability(double share) {
        reliability = share;
    }

    /** How many requests there were for an operation, or with a fate. */
    int count(Object what) {
        return counts.computeIfAbsent(what.toString(), key -> new AtomicInteger())
                .get();
    }

    private synchronized Fate fate() {
        Fate[] bad = {Fate.THROTTLED, Fate.THROTTLED, Fate.FAILED, Fate.CUT, Fate.CUT_AFTERWARDS};
        return random.nextDouble() < reliability ? Fate.PASSED : bad[random.nextInt(bad.length)];
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        Fate fate = fate();
        for (Object counted : List.of(target.substring(target.indexOf('.') + 1), fate)) {
            counts.computeIfAbsent(counted.toString(), key -> new AtomicInteger())
                    .incrementAndGet();
        }
        switch (fate) {
            case PASSED -> pass(exchange, target, body);
            case THROTTLED -> refuse(exchange, 400, "ProvisionedThroughputExceededException");
            case FAILED -> refuse(exchange, 500, "InternalFailure");
            case CUT -> exchange.close();
            case CUT_AFTERWARDS -> {
                send(exchange, target, body);
                exchange.close();
            }
        }
    }

    private void pass(HttpExchange exchange, String target, byte[] body) throws IOException {
        HttpResponse<byte[]> response = send(exchange, target, body);
        for (String header : List.of("content-type", "x-amzn-requestid", "x-amzn-errortype")) {
            response.headers().firstValue(header).ifPresent(value -> exchange.getResponseHeaders()
                    .set(header, value));
        }
        answer(exchange, response.statusCode(), response.body());
    }

    private HttpResponse<byte[]> send(HttpExchange exchange, String target, byte[] body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(kinesis)
                .header("X-Amz-Target", target)
                .header("Content-Type", exchange.getRequestHeaders().getFirst("Content-Type"))
                .header("Authorization", exchange.getRequestHeaders().getFirst("Authorization"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** The body is an empty map in CBOR. */
    private static void refuse(HttpExchange exchange, int status, String error) throws IOException {
        exchange.getResponseHeaders().set("x-amzn-errortype", error);
        exchange.getResponseHeaders().set("content-type", "application/x-amz-cbor-1.1");
        answer(exchange, status, new byte[] {(byte) 0xa0});
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
