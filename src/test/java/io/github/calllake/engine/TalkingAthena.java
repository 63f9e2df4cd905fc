package io.github.calllake.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.calllake.TestLake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Says, over a socket, what Athena says to who lacks rights: the local one has no identities. Every query has the same id; it runs
 * nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/troubleshooting-athena.html">Troubleshooting in Athena</a>
 */
final class TalkingAthena implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Set<String> denied;
    private final String reason;
    private final List<String> calls = new CopyOnWriteArrayList<>();

    private TalkingAthena(Set<String> denied, String reason) throws IOException {
        this.denied = denied;
        this.reason = reason;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Refuses these operations. */
    static TalkingAthena denying(String... operations) throws IOException {
        return new TalkingAthena(Set.of(operations), "");
    }

    /** Every query fails for this reason. */
    static TalkingAthena failing(String reason) throws IOException {
        return new TalkingAthena(Set.of(), reason);
    }

    AthenaEngine engine(TestLake lake) {
        URI here = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new AthenaEngine(
                AthenaSettings.of(TestLake.DATABASE),
                new AthenaClients(
                        lake.client(AthenaClient.builder(), here),
                        lake.client(GlueClient.builder(), lake.aws().glueEndpoint()),
                        lake.client(S3Client.builder(), lake.aws().s3Endpoint())));
    }

    /** The operations that were asked for, in order. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String operation =
                    exchange.getRequestHeaders().getFirst("X-Amz-Target").replaceFirst(".*\\.", "");
            exchange.getRequestBody().readAllBytes();
            calls.add(operation);
            ObjectNode answer = JSON.createObjectNode();
            if (denied.contains(operation)) {
                answer.put("__type", "AccessDeniedException");
                answer.put("Message", "You are not authorized to perform: athena:" + operation);
            } else if (operation.equals("GetQueryExecution")) {
                ObjectNode status = answer.putObject("QueryExecution").putObject("Status");
                status.put("State", "FAILED").put("StateChangeReason", reason);
            } else {
                answer.put("QueryExecutionId", "00000000-0000-0000-0000-000000000001");
            }
            byte[] body = JSON.writeValueAsBytes(answer);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(denied.contains(operation) ? 400 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
