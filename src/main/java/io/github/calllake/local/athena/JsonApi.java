package io.github.calllake.local.athena;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One AWS service that speaks AWS JSON 1.1, on a free loopback port. Thread-safe; operations run on its own threads.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html">AWS JSON 1.1 protocol</a>
 */
final class JsonApi implements AutoCloseable {
    static final ObjectMapper JSON = JsonMapper.builder().build();

    private static final Logger log = LoggerFactory.getLogger(JsonApi.class);
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";
    private static final String CONTENT_TYPE = "application/x-amz-json-1.1";

    private final String service;
    private final Map<String, Operation> operations;
    private final HttpServer server;
    private final ExecutorService threads;

    private JsonApi(String service, Map<String, Operation> operations, HttpServer server, ExecutorService threads) {
        this.service = service;
        this.operations = operations;
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts to answer.
     *
     * @param service what stands before the dot in X-Amz-Target, e.g. {@code AWSGlue}
     * @param operations what to run, by operation name
     */
    static JsonApi start(String service, Map<String, Operation> operations) throws IOException {
        // Head and body of an answer are two writes; without this the second waits for the client's delayed ACK.
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        ExecutorService threads = Executors.newFixedThreadPool(4, task -> {
            Thread thread = new Thread(task, "local-" + service);
            thread.setDaemon(true);
            return thread;
        });
        JsonApi api = new JsonApi(service, Map.copyOf(operations), server, threads);
        server.createContext("/", api::handle);
        server.setExecutor(threads);
        server.start();
        return api;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                JsonNode answer = call(exchange);
                send(exchange, 200, answer);
            } catch (ApiException e) {
                send(exchange, 400, error(e.type(), e.text()));
            } catch (RuntimeException e) {
                log.warn(
                        "{} failed to answer {}",
                        service,
                        exchange.getRequestHeaders().getFirst("X-Amz-Target"),
                        e);
                send(exchange, 500, error("InternalServerException", "The stand-in failed; its log tells more"));
            }
        }
    }

    private JsonNode call(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        byte[] body = exchange.getRequestBody().readAllBytes();
        String prefix = service + ".";
        Operation operation =
                target != null && target.startsWith(prefix) ? operations.get(target.substring(prefix.length())) : null;
        if (operation == null) {
            throw new ApiException("UnknownOperationException", "Operation not emulated locally: " + target);
        }
        return operation.call(parse(body));
    }

    private static ObjectNode parse(byte[] body) throws IOException {
        if (body.length == 0) {
            return JSON.createObjectNode();
        }
        try {
            if (JSON.readTree(body) instanceof ObjectNode request) {
                return request;
            }
        } catch (JsonProcessingException e) {
            throw new ApiException("SerializationException", "The request is not JSON: " + e.getOriginalMessage());
        }
        throw new ApiException("SerializationException", "The request is not a JSON object");
    }

    private static ObjectNode error(String type, String message) {
        return JSON.createObjectNode().put("__type", type).put("Message", message);
    }

    private static void send(HttpExchange exchange, int status, JsonNode answer) throws IOException {
        byte[] body = JSON.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
        exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** One operation of a service. */
    @FunctionalInterface
    interface Operation {
        /**
         * Answers a request.
         *
         * @throws ApiException what AWS answers as an error
         */
        JsonNode call(ObjectNode request);
    }
}
