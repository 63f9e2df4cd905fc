package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.calllake.TestLake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The driver's own IAM login, against an endpoint that answers as Redshift Serverless does. The login itself ends at TLS,
 * which the driver insists on with IAM and the local Redshift has not.
 */
@ExtendWith(TestLake.Shared.class)
class IamLoginTest {

    private static final long YEAR_2100 = 4_102_444_800L;

    @Test
    void the_migrations_ask_redshift_serverless_for_credentials_and_log_in_with_them(TestLake lake) throws IOException {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/", exchange -> answer(exchange, lake, asked));
        endpoint.start();
        try {
            RedshiftSettings settings =
                    RedshiftSettings.of(iamUrl(lake, endpoint.getAddress().getPort()), "", "");

            assertThatThrownBy(() -> HotTierMigrations.migrate(settings, HotTierSettings.of(TestLake.STREAM)))
                    .isInstanceOf(QueryException.class)
                    .hasStackTraceContaining("The server does not support SSL");
        } finally {
            endpoint.stop(0);
        }
        assertThat(asked).isNotEmpty().containsOnly("RedshiftServerless.GetCredentials");
    }

    private static String iamUrl(TestLake lake, int port) {
        String local = lake.aws()
                .redshiftJdbcUrl()
                .replace("jdbc:redshift:", "jdbc:redshift:iam:")
                .replace("ssl=false", "ssl=true");
        return local + "&isServerless=true&serverlessWorkGroup=calls&serverlessAcctId=111122223333&Region=us-east-1"
                + "&AccessKeyID=" + lake.aws().accessKeyId() + "&SecretAccessKey="
                + lake.aws().secretAccessKey() + "&EndpointUrl=http://127.0.0.1:" + port;
    }

    private static void answer(HttpExchange exchange, TestLake lake, List<String> asked) throws IOException {
        try (exchange) {
            asked.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target")));
            byte[] body = """
                    {"dbUser":"%s","dbPassword":"%s","expiration":%d,"nextRefreshTime":%d}
                    """.formatted(lake.aws().redshiftUser(), lake.aws().redshiftPassword(), YEAR_2100, YEAR_2100)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
