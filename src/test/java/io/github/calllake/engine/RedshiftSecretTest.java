package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The real client against a Secrets Manager of two entries, over HTTP. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class RedshiftSecretTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Map<String, String> ENTRIES = Map.of(
            "redshift!calls-admin", "{\"username\":\"admin\",\"password\":\"of the entry\"}",
            "plain", "of the entry",
            "empty", "{\"username\":\"admin\"}",
            "broken", "{\"password\":\"of the entry");

    private final Properties before = (Properties) System.getProperties().clone();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String id = MAPPER.readTree(exchange.getRequestBody())
                        .path("SecretId")
                        .asText();
                ObjectNode answer = MAPPER.createObjectNode();
                if (ENTRIES.containsKey(id)) {
                    answer.put("Name", id).put("SecretString", ENTRIES.get(id));
                } else {
                    answer.put("__type", "ResourceNotFoundException").put("message", "no such entry");
                }
                byte[] body = MAPPER.writeValueAsBytes(answer);
                exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
                exchange.sendResponseHeaders(ENTRIES.containsKey(id) ? 200 : 400, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        System.setProperty(
                "aws.endpointUrlSecretsManager",
                "http://127.0.0.1:" + server.getAddress().getPort());
        System.setProperty("aws.region", "us-east-1");
        System.setProperty("aws.accessKeyId", "none");
        System.setProperty("aws.secretAccessKey", "none");
    }

    @AfterEach
    void stop() {
        server.stop(0);
        System.setProperties(before);
    }

    @Test
    void user_and_password_come_from_the_entry_and_a_user_that_is_named_stays() {
        RedshiftSettings found = RedshiftSecret.login(settings(""), "redshift!calls-admin");

        assertThat(found.user()).isEqualTo("admin");
        assertThat(found.password()).isEqualTo("of the entry");
        assertThat(RedshiftSecret.login(settings("me"), "redshift!calls-admin").user())
                .isEqualTo("me");
        assertThat(RedshiftSecret.login(settings("me"), "plain").password()).isEqualTo("of the entry");
    }

    @Test
    void what_is_missing_is_said_with_the_entrys_name_and_without_what_it_holds() {
        assertThatThrownBy(() -> RedshiftSecret.login(settings(""), "none"))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("entry none cannot be read")
                .hasMessageContaining("secretsmanager:GetSecretValue");
        assertThatThrownBy(() -> RedshiftSecret.login(settings(""), "empty")).hasMessageContaining("no \"password\"");
        assertThatThrownBy(() -> RedshiftSecret.login(settings(""), "broken"))
                .hasNoCause()
                .hasMessageContaining("entry broken")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("of the"));
    }

    private static RedshiftSettings settings(String user) {
        return RedshiftSettings.of("jdbc:redshift://h/d", user, "");
    }
}
