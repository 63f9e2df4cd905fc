package io.github.calllake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.CallLakeException;
import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.lake.CompletionWatermark;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.local.LocalAws;
import io.github.calllake.schema.EventTables;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.ReadPace;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.StreamWriter.NewRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;

/** {@code archive} as those meet it who run it: a process with an endpoint, which a signal ends. */
@TestInstance(Lifecycle.PER_CLASS)
class ArchiveCommandTest {

    private static final int WAIT_SECONDS = 90;
    private static final Pattern ENDPOINT = Pattern.compile("metrics: (http://127\\.0\\.0\\.1:[0-9]+)/metrics");
    private static final String NAME = "archive-command";

    private final LocalAws aws;
    private final StaticCredentialsProvider credentials;

    ArchiveCommandTest() throws IOException {
        aws = LocalAws.startTemporary();
        credentials =
                StaticCredentialsProvider.create(AwsBasicCredentials.create(aws.accessKeyId(), aws.secretAccessKey()));
    }

    @AfterAll
    void close() throws IOException {
        aws.close();
    }

    @Test
    void a_signal_has_it_archive_what_it_read_and_end_with_0(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("log");
        try (S3Client s3 = s3();
                LakeStore store = new LakeStore(s3, NAME);
                KinesisClient kinesis = kinesis();
                StreamWriter writer = new StreamWriter(kinesis, NAME)) {
            store.createBucketIfAbsent();
            writer.createIfAbsent(1);
            Process archiver = start(log, directory, Map.of());
            try {
                String url = endpoint(log, archiver);
                await(archiver, log, () -> get(url + "/ready").statusCode() == 200);
                writer.put(List.of(new NewRecord("k", "no event".getBytes(StandardCharsets.UTF_8))));
                await(archiver, log, () -> get(url + "/metrics")
                        .body()
                        .contains("call_lake_archiver_buffered_records{stream=\"" + NAME + "\"} 1.0"));
                assertThat(get(url + "/live").body()).isEqualTo("ok\n");
                assertThat(get(url + "/metrics").body())
                        .contains("# TYPE call_lake_archiver_records_total counter")
                        .contains(
                                "call_lake_archiver_shard_lag_seconds{shard=\"shardId-000000000000\",stream=\"" + NAME)
                        .contains("call_lake_archiver_commit_seconds_bucket{stream=\"" + NAME + "\",le=\"0.1\"}")
                        .contains("call_lake_archiver_retries_total{service=\"s3\",stream=\"" + NAME + "\"} 0.0")
                        .contains("jvm_memory_used_bytes");
                assertThat(get(url + "/else").statusCode()).isEqualTo(404);

                archiver.destroy();
                assertThat(archiver.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            } finally {
                archiver.destroyForcibly();
            }
            assertThat(archiver.exitValue()).as(Files.readString(log)).isZero();
            assertThat(Files.readString(log).lines().toList())
                    .hasSize(2)
                    .last()
                    .asString()
                    .startsWith("archived: records=1 failed=1 objects=1 ");
            CompletionWatermark watermark = CompletionWatermark.read(store, LakeLayout.inBucket(NAME), NAME)
                    .orElseThrow();
            assertThat(watermark.shards().get(0).number()).isEqualTo(1);
            assertWatermarkIsPrinted(watermark);
        }
    }

    @Test
    void a_stop_that_meets_a_silent_s3_ends_it_in_time_with_1_and_says_what_is_left(@TempDir Path directory)
            throws Exception {
        Path log = directory.resolve("log");
        String name = "silent";
        try (SilentRelay relay = new SilentRelay(aws.s3Endpoint());
                LakeStore store = new LakeStore(s3(), name);
                KinesisClient kinesis = kinesis();
                StreamWriter writer = new StreamWriter(kinesis, name)) {
            store.createBucketIfAbsent();
            writer.createIfAbsent(1);
            Process archiver = start(
                    log,
                    directory,
                    Map.of(
                            "CALL_LAKE_STREAM",
                            name,
                            "CALL_LAKE_BUCKET",
                            "s3://" + name,
                            "CALL_LAKE_STOP_TIMEOUT",
                            "1s",
                            "AWS_ENDPOINT_URL_S3",
                            relay.endpoint().toString()));
            try {
                String url = endpoint(log, archiver);
                await(archiver, log, () -> get(url + "/ready").statusCode() == 200);
                writer.put(List.of(new NewRecord("k", "no event".getBytes(StandardCharsets.UTF_8))));
                await(archiver, log, () -> get(url + "/metrics")
                        .body()
                        .contains("call_lake_archiver_buffered_records{stream=\"" + name + "\"} 1.0"));
                relay.beSilent();

                archiver.destroy();
                assertThat(archiver.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            } finally {
                archiver.destroyForcibly();
            }
            assertThat(archiver.exitValue()).as(Files.readString(log)).isEqualTo(1);
            assertThat(Files.readString(log))
                    .contains("stopped: 1 records were read and not archived in --stop-timeout 1 s");
        }
    }

    @Test
    void an_error_turns_live_to_503_and_ends_the_run_which_says_now_and_then_how_it_goes() throws Exception {
        String name = "errors";
        StringWriter said = new StringWriter();
        // It logs the error, as it should.
        Logger log = (Logger) LoggerFactory.getLogger("io.github.calllake.stream");
        log.setLevel(Level.OFF);
        CountDownLatch lines = new CountDownLatch(1);
        try (LakeStore store = new LakeStore(s3(), name);
                KinesisClient kinesis = kinesis();
                StreamWriter writer = new StreamWriter(kinesis, name);
                ArchiverEndpoint endpoint =
                        ArchiverEndpoint.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            store.createBucketIfAbsent();
            writer.createIfAbsent(1);
            assertThat(get(endpoint.url() + "/ready").statusCode()).isEqualTo(503);
            assertThat(get(endpoint.url() + "/live").statusCode()).isEqualTo(200);
            try (Archiver archiver = Archiver.start(
                    new DirectStream(kinesis, name, new ReadPace(Duration.ZERO, Duration.ofMillis(5))),
                    store,
                    LakeLayout.inBucket(name),
                    EventTables::of,
                    record -> {
                        throw new OutOfMemoryError("made by the test");
                    },
                    ArchiverSettings.defaults(),
                    Clock.systemUTC())) {
                endpoint.watch(archiver, Clock.systemUTC());
                ArchiveRun run = new ArchiveRun(
                        archiver,
                        Duration.ofSeconds(30),
                        Duration.ofMillis(1),
                        new PrintWriter(said, true),
                        Clock.systemUTC());
                assertThat(get(endpoint.url() + "/live").body()).isEqualTo("ok\n");

                assertThatThrownBy(() -> run.until(() -> {
                            if (said.toString().lines().count() >= 2 && lines.getCount() > 0) {
                                lines.countDown();
                                writer.put(List.of(new NewRecord("k", new byte[] {'x'})));
                            }
                            return false;
                        }))
                        .isInstanceOf(CallLakeException.class)
                        .hasMessageContaining("ended by java.lang.OutOfMemoryError: made by the test");
                HttpResponse<String> live = get(endpoint.url() + "/live");
                assertThat(live.statusCode()).isEqualTo(503);
                assertThat(live.body()).isEqualTo("It has ended by java.lang.OutOfMemoryError: made by the test\n");
            }
        } finally {
            log.setLevel(null);
        }
        assertThat(said.toString().lines().toList())
                .first()
                .asString()
                .startsWith("archived: records=0 failed=0 objects=0 ")
                .contains(" lag=", " watermark=");
    }

    /** A way to S3 on which nothing comes back any more, from some moment on. */
    private static final class SilentRelay implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final URI to;
        private volatile boolean silent;

        SilentRelay(URI to) throws IOException {
            this.to = to;
            daemon(() -> {
                while (true) {
                    Socket client = server.accept();
                    Socket s3 = new Socket(to.getHost(), to.getPort());
                    daemon(() -> pass(client, s3));
                    daemon(() -> pass(s3, client));
                }
            });
        }

        URI endpoint() {
            return URI.create(to.getScheme() + "://127.0.0.1:" + server.getLocalPort());
        }

        void beSilent() {
            silent = true;
        }

        private Void pass(Socket from, Socket to) throws IOException {
            byte[] bytes = new byte[1 << 14];
            try (from;
                    to) {
                for (int n = from.getInputStream().read(bytes);
                        n >= 0;
                        n = from.getInputStream().read(bytes)) {
                    if (!silent) {
                        to.getOutputStream().write(bytes, 0, n);
                    }
                }
            }
            return null;
        }

        /** Ends with its sockets. */
        private static void daemon(Callable<?> work) {
            Thread thread = new Thread(new FutureTask<>(work), "silent-relay");
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private S3Client s3() {
        return S3Client.builder()
                .endpointOverride(aws.s3Endpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(credentials)
                .build();
    }

    private KinesisClient kinesis() {
        return KinesisClient.builder()
                .endpointOverride(aws.kinesisEndpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(credentials)
                .build();
    }

    private void assertWatermarkIsPrinted(CompletionWatermark expected) throws IOException {
        Map<String, String> properties = Map.of(
                "aws.endpointUrlS3", aws.s3Endpoint().toString(),
                "aws.region", aws.region(),
                "aws.accessKeyId", aws.accessKeyId(),
                "aws.secretAccessKey", aws.secretAccessKey());
        String[] asked = {"lake", "watermark", "--stream", NAME, "--bucket", "s3://" + NAME};
        String[] asJson = {"lake", "watermark", "--stream", NAME, "--bucket", "s3://" + NAME, "--json"};

        assertThat(CommandRun.of(properties, asked).out())
                .contains("shardId-000000000000")
                .contains("up to " + expected.watermark().orElseThrow());
        JsonNode json =
                new ObjectMapper().readTree(CommandRun.of(properties, asJson).out());
        assertThat(json.path("watermark").asText())
                .isEqualTo(expected.watermark().orElseThrow().toString());
        assertThat(json.path("shards").path(0).path("archivedThrough").asText())
                .isEqualTo(expected.shards().get(0).last().orElseThrow());
        assertThat(CommandRun.of(properties, "lake", "watermark", "--stream", "other", "--bucket", "s3://" + NAME)
                        .err())
                .contains("Nothing of stream other is archived at s3://" + NAME);
    }

    private Process start(Path log, Path directory, Map<String, String> more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "archive"));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "AWS_ENDPOINT_URL_KINESIS", aws.kinesisEndpoint().toString(),
                        "AWS_ENDPOINT_URL_S3", aws.s3Endpoint().toString(),
                        "AWS_ACCESS_KEY_ID", aws.accessKeyId(),
                        "AWS_SECRET_ACCESS_KEY", aws.secretAccessKey(),
                        "AWS_REGION", aws.region(),
                        "CALL_LAKE_STREAM", NAME,
                        "CALL_LAKE_BUCKET", "s3://" + NAME,
                        "CALL_LAKE_METRICS_PORT", "0"));
        builder.environment().putAll(more);
        return builder.start();
    }

    private static String endpoint(Path log, Process archiver) throws Exception {
        await(archiver, log, () -> ENDPOINT.matcher(Files.readString(log)).find());
        Matcher matcher = ENDPOINT.matcher(Files.readString(log));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    private static void await(Process archiver, Path log, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.call()) {
            assertThat(archiver.isAlive()).as(Files.readString(log)).isTrue();
            assertThat(System.nanoTime()).as("waited long enough").isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
