package io.github.calllake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoreRetriesTest {

    private static final String SLOW_DOWN =
            "<Error><Code>SlowDown</Code><Message>Please reduce your rate</Message></Error>";
    private static final int REFUSALS = 2;

    @Test
    void what_s3_refuses_for_a_moment_is_asked_again_and_counted() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        HttpServer s3 = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        s3.createContext("/", exchange -> {
            boolean refuse = requests.incrementAndGet() <= REFUSALS;
            byte[] body = (refuse ? SLOW_DOWN : "").getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(refuse ? 503 : 200, refuse ? body.length : -1);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        s3.start();
        Properties before = (Properties) System.getProperties().clone();
        System.setProperty(
                "aws.endpointUrlS3", "http://127.0.0.1:" + s3.getAddress().getPort());
        System.setProperty("aws.region", "us-east-1");
        System.setProperty("aws.accessKeyId", "none");
        System.setProperty("aws.secretAccessKey", "none");
        try (LakeStore store = LakeStore.open("bucket")) {
            store.put("key", new byte[] {1}, "text/plain");

            assertThat(requests).hasValue(REFUSALS + 1);
            assertThat(store.retries()).isEqualTo(new StoreRetries(REFUSALS, REFUSALS));
        } finally {
            System.setProperties(before);
            s3.stop(0);
        }
    }
}
