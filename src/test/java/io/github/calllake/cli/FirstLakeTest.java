package io.github.calllake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.stream.DirectStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What {@code docs/tutorials/first-lake.md} has a newcomer do, on a local stack as it says. */
@TestInstance(Lifecycle.PER_CLASS)
class FirstLakeTest {

    private static final Path TUTORIAL = Path.of("docs/tutorials/first-lake.md");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Properties before = (Properties) System.getProperties().clone();
    private final LocalStack stack;

    FirstLakeTest() throws IOException {
        stack = LocalStack.start(null);
    }

    @AfterAll
    void close() throws IOException {
        stack.close();
        System.setProperties(before);
    }

    @Test
    void every_command_of_the_tutorial_does_what_it_is_there_for() throws IOException, InterruptedException {
        List<String> done = new ArrayList<>();
        for (String line : Files.readAllLines(TUTORIAL)) {
            // The demo has a test of its own, and the stack that `local` starts is here already.
            if (line.startsWith("./call-lake ") && !line.matches("\\./call-lake (demo|local)\\b.*")) {
                String told = run(line);
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                // Redshift reads the stream within seconds, not at once.
                while (told.isBlank() && line.contains(" query ") && System.nanoTime() < deadline) {
                    Thread.sleep(100);
                    told = run(line);
                }
                assertThat(told).as(line).isNotBlank();
                done.add(line);
            }
        }

        assertThat(done).hasSizeGreaterThan(8);
    }

    private String run(String line) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(
                stack.environment(),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                CommandModel.arguments(line));
        assertThat(exitCode).as(line + "\n" + err + out).isEqualTo(ExitCode.DONE.code());
        return out + err.toString();
    }

    @Test
    void the_metrics_are_documented_as_they_are_exported_and_alarms_read_no_others() throws Exception {
        try (DirectStream stream = DirectStream.open(LocalStack.STREAM);
                LakeStore store = LakeStore.open(LocalStack.BUCKET);
                Archiver archiver = Archiver.start(
                        stream,
                        store,
                        LakeLayout.parse("s3://" + LocalStack.BUCKET + "/metrics"),
                        ArchiverSettings.defaults(),
                        Clock.systemUTC());
                ArchiverEndpoint endpoint =
                        ArchiverEndpoint.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            endpoint.watch(archiver, Clock.systemUTC());
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (get(endpoint, "/ready").statusCode() != 200) {
                assertThat(System.nanoTime()).as("waited long enough").isLessThan(deadline);
                Thread.sleep(20);
            }

            MetricsDocument.requireTrue(get(endpoint, "/metrics").body());
        }
    }

    private static HttpResponse<String> get(ArchiverEndpoint endpoint, String path)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(endpoint.url() + path)).build(), BodyHandlers.ofString());
    }
}
