package io.github.calllake.local.kinesis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What Kinesis does not have, for tests in any language: {@code GET} and {@code PUT /_local/settings}, and {@code GET
 * /_local/traffic} with the counts of each stream. All in JSON.
 *
 * <p>PUT changes the settings that it names and leaves the others.
 */
final class ControlHandler implements HttpHandler {
    static final String PATH = "/_local/";
    private static final String JSON_TYPE = "application/json";
    private static final int MOST_BYTES = 1 << 16;

    private final ObjectMapper json = new ObjectMapper();
    private final StreamStore store;
    private final LiveSettings settings;

    ControlHandler(StreamStore store, LiveSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** Settings as they are written; those that are missing stay. */
    private record Form(
            @Nullable Boolean limits,
            @Nullable Double failedPuts,
            @Nullable Double throttledPuts,
            @Nullable Double throttledReads,
            @Nullable Double lostRequests,
            @Nullable Double lostAnswers,
            @Nullable Long latencyMillis,
            @Nullable Long arrivalSkewMillis,
            @Nullable Long seed) {

        static Form of(KinesisSettings settings) {
            KinesisFaults faults = settings.faults();
            return new Form(
                    settings.limits(),
                    faults.failedPuts(),
                    faults.throttledPuts(),
                    faults.throttledReads(),
                    faults.lostRequests(),
                    faults.lostAnswers(),
                    faults.latency().toMillis(),
                    faults.arrivalSkew().toMillis(),
                    faults.seed());
        }

        KinesisSettings over(KinesisSettings old) {
            KinesisFaults faults = old.faults();
            return new KinesisSettings(
                    or(limits, old.limits()),
                    new KinesisFaults(
                            or(failedPuts, faults.failedPuts()),
                            faults.failingKeys(),
                            or(throttledPuts, faults.throttledPuts()),
                            or(throttledReads, faults.throttledReads()),
                            or(lostRequests, faults.lostRequests()),
                            or(lostAnswers, faults.lostAnswers()),
                            Duration.ofMillis(or(latencyMillis, faults.latency().toMillis())),
                            Duration.ofMillis(
                                    or(arrivalSkewMillis, faults.arrivalSkew().toMillis())),
                            or(seed, faults.seed())));
        }

        private static <T> T or(@Nullable T given, T otherwise) {
            return given == null ? otherwise : given;
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            switch (request) {
                case "GET " + PATH + "traffic" -> send(exchange, 200, traffic());
                case "GET " + PATH + "settings" -> send(exchange, 200, Form.of(settings.current()));
                case "PUT " + PATH + "settings" -> change(exchange);
                default -> send(exchange, 404, Map.of("error", "There is no " + request + " here."));
            }
        }
    }

    private Map<String, StreamTraffic> traffic() {
        Map<String, StreamTraffic> traffic = new TreeMap<>();
        store.all()
                .forEach(stream ->
                        traffic.put(stream.facts().name(), stream.traffic().sum()));
        return traffic;
    }

    private void change(HttpExchange exchange) throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        // A page in a browser cannot send this type elsewhere without asking first, and here nobody answers it.
        if (type == null || !type.startsWith(JSON_TYPE)) {
            send(exchange, 415, Map.of("error", "Content-Type must be " + JSON_TYPE + "."));
            return;
        }
        try {
            Form form = json.readValue(exchange.getRequestBody().readNBytes(MOST_BYTES), Form.class);
            settings.use(form.over(settings.current()));
            send(exchange, 200, Form.of(settings.current()));
        } catch (JsonProcessingException e) {
            send(exchange, 400, Map.of("error", "These are no settings: " + e.getOriginalMessage()));
        } catch (IllegalArgumentException e) {
            send(exchange, 400, Map.of("error", String.valueOf(e.getMessage())));
        }
    }

    private void send(HttpExchange exchange, int status, Object answer) throws IOException {
        byte[] body = json.writeValueAsString(answer).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", JSON_TYPE);
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
