package io.github.calllake.local.athena;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Takes an S3 client's puts, in path style, and keeps them as files; a bucket has to be there. */
final class PlainS3 implements AutoCloseable {
    private final HttpServer server;

    PlainS3(Path directory) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        server.createContext("/", exchange -> {
            try (exchange;
                    InputStream body = exchange.getRequestBody()) {
                Path file = directory.resolve(exchange.getRequestURI().getPath().substring(1));
                Path bucket = directory.resolve(directory.relativize(file).getName(0));
                if (!Files.isDirectory(bucket)) {
                    exchange.sendResponseHeaders(404, -1);
                    return;
                }
                Files.createDirectories(file.getParent());
                Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
                exchange.getResponseHeaders().set("ETag", "\"0\"");
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
