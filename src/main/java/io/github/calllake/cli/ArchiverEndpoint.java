package io.github.calllake.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.calllake.CallLakeException;
import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverHealth;
import io.github.calllake.archive.ArchiverMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What those who watch over an archiver ask, over HTTP: {@code /metrics} for Prometheus, {@code /live} and {@code /ready}, which
 * answer 200 or 503 with the reasons. Thread-safe.
 */
final class ArchiverEndpoint implements AutoCloseable {

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;
    private static final int WAITING = 16;

    private final HttpServer server;
    private final ExecutorService threads;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collector = new JvmGcMetrics();
    private volatile Optional<Archiver> archiver = Optional.empty();

    private ArchiverEndpoint(HttpServer server) {
        this.server = server;
        this.threads = Executors.newFixedThreadPool(2, work -> {
            Thread thread = new Thread(work, "call-lake-metrics");
            thread.setDaemon(true);
            return thread;
        });
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collector.bindTo(registry);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Listens there; until there is an archiver to {@linkplain #watch watch}, it is live and not ready. */
    static ArchiverEndpoint open(InetSocketAddress at) {
        try {
            return new ArchiverEndpoint(HttpServer.create(at, WAITING));
        } catch (IOException e) {
            throw new CallLakeException(
                    "Could not listen on " + at.getHostString() + ":" + at.getPort()
                            + " for --metrics-port. Name another, or 0 for a free one",
                    e);
        }
    }

    /** Answers for this archiver from now on. */
    void watch(Archiver started, Clock clock) {
        new ArchiverMetrics(started, clock).bindTo(registry);
        archiver = Optional.of(started);
    }

    /** For people and scripts: where it answers. */
    String url() {
        InetSocketAddress at = server.getAddress();
        String host = at.getAddress().isAnyLocalAddress() ? "localhost" : at.getHostString();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + at.getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                send(exchange, NOT_ALLOWED, TEXT, "Only GET\n");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/metrics" -> send(exchange, OK, PROMETHEUS, registry.scrape());
                case "/live" ->
                    send(exchange, health().map(ArchiverHealth::notLive).orElse(List.of()));
                case "/ready" ->
                    send(exchange, health().map(ArchiverHealth::notReady).orElse(List.of("It is starting")));
                default -> send(exchange, NOT_FOUND, TEXT, "There are /metrics, /live and /ready\n");
            }
        }
    }

    private Optional<ArchiverHealth> health() {
        return archiver.map(Archiver::health);
    }

    private static void send(HttpExchange exchange, List<String> reasons) throws IOException {
        send(
                exchange,
                reasons.isEmpty() ? OK : UNAVAILABLE,
                TEXT,
                reasons.isEmpty() ? "ok\n" : String.join("\n", reasons) + "\n");
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        collector.close();
        registry.close();
    }
}
