package io.github.calllake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Answers of S3 that lost their body on the way. */
class CutAnswersTest {

    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @Test
    void an_object_that_is_not_there_is_not_there_though_the_reason_was_cut_off() throws IOException {
        assertThat(getFrom(false)).isEmpty();
    }

    @Test
    void an_object_that_is_there_after_all_is_read() throws IOException {
        assertThat(getFrom(true)).isEqualTo("content");
    }

    /** The first GET is answered by a bare 404, as one whose body was cut off. */
    private static String getFrom(boolean isThere) throws IOException {
        AtomicInteger gets = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            boolean found = isThere && (head || gets.incrementAndGet() > 1);
            exchange.sendResponseHeaders(found ? 200 : 404, found && !head ? CONTENT.length : -1);
            if (found && !head) {
                exchange.getResponseBody().write(CONTENT);
            }
            exchange.close();
        });
        server.start();
        try (LakeStore store = new LakeStore(client(server), "lake")) {
            return store.get("key")
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .orElse("");
        } finally {
            server.stop(0);
        }
    }

    private static S3Client client(HttpServer server) {
        return S3Client.builder()
                .endpointOverride(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .forcePathStyle(true)
                .build();
    }
}
