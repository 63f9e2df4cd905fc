package io.github.calllake.local;

import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Amazon DynamoDB on one machine: DynamoDB Local, in memory, on the loopback interface, without its telemetry. Most users of
 * a stack never ask for it, so it begins to work with the first request.
 *
 * <p>Safe for concurrent use.
 */
final class LocalDynamoDb implements AutoCloseable {

    private final Server server;
    private final int port;
    private final OnFirstRequest handler;

    private LocalDynamoDb(Server server, int port, OnFirstRequest handler) {
        this.server = server;
        this.port = port;
        this.handler = handler;
    }

    /** Starts a server on a free port. */
    static LocalDynamoDb start() throws Exception {
        Server server = new Server(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        OnFirstRequest handler = new OnFirstRequest();
        server.setHandler(new ContextHandler(handler, "/"));
        server.start();
        return new LocalDynamoDb(server, server.getURI().getPort(), handler);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
            handler.close();
        } catch (Exception e) {
            throw new IOException("DynamoDB Local did not stop", e);
        }
    }

    /** DynamoDB Local, when it is asked for something. */
    private static final class OnFirstRequest extends Handler.Abstract implements AutoCloseable {

        private Optional<LocalDynamoDBServerHandler> started = Optional.empty();

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            return started().handle(request, response, callback);
        }

        private synchronized LocalDynamoDBServerHandler started() throws Exception {
            if (started.isEmpty()) {
                loadExpressionParser();
                LocalDynamoDBServerHandler handler = new LocalDynamoDBServerHandler(
                        new LocalDynamoDBRequestHandler(0, true, null, true, false), null);
                handler.setServer(getServer());
                handler.start();
                started = Optional.of(handler);
            }
            return started.get();
        }

        /** Its parser tells stderr that it was made with an older ANTLR than it finds, which is as it should be here. */
        private static void loadExpressionParser() throws ClassNotFoundException {
            PrintStream stderr = System.err;
            System.setErr(new PrintStream(stderr, true, StandardCharsets.UTF_8) {
                @Override
                public PrintStream printf(String format, Object... arguments) {
                    return format.startsWith("ANTLR ") ? this : super.printf(format, arguments);
                }
            });
            try {
                Class.forName("com.amazon.dynamodb.grammar.DynamoDbGrammarLexer");
                Class.forName("com.amazon.dynamodb.grammar.DynamoDbGrammarParser");
            } finally {
                System.setErr(stderr);
            }
        }

        @Override
        public synchronized void close() throws Exception {
            if (started.isPresent()) {
                started.get().stop();
                started.get().close();
            }
        }
    }
}
