package io.github.calllake.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.local.LocalAws;
import io.github.calllake.stream.StreamOutbox;
import io.github.calllake.stream.StreamWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Rows as records of a stream: once and in order, wherever a sender stops. */
@TestInstance(Lifecycle.PER_CLASS)
class StreamExportTest {

    private static final int WINDOWS = 2;
    private static final int ROWS = 3;

    @TempDir
    private Path directory;

    private final LocalAws aws;
    private final KinesisClient kinesis;

    StreamExportTest() throws IOException {
        aws = LocalAws.startTemporary();
        kinesis = KinesisClient.builder()
                .endpointOverride(aws.kinesisEndpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.accessKeyId(), aws.secretAccessKey())))
                .overrideConfiguration(override -> override.retryStrategy(strategy -> strategy.maxAttempts(1)))
                .build();
    }

    @BeforeAll
    void createStreams() {
        List.of("whole", "stopped").forEach(name -> new StreamWriter(kinesis, name).createIfAbsent(1));
    }

    @AfterAll
    void stop() throws IOException {
        kinesis.close();
        aws.close();
    }

    private TestExports exports(String stream, String name) {
        ExportStores stores = new ExportStores(
                bucket -> {
                    throw new AssertionError("no bucket is named");
                },
                named -> new StreamOutbox(kinesis, named));
        return new TestExports(stores, "file:" + directory.resolve(name), WINDOWS)
                .to("kinesis://" + stream)
                .named(name)
                .sendingFor(Duration.ofMillis(250));
    }

    /** The ids of what a job has put, in the stream's order. */
    private List<String> ids(String stream, String job) {
        List<String> ids = new ArrayList<>();
        new StreamOutbox(kinesis, stream).read(Instant.now().minus(Duration.ofHours(1)), record -> {
            JsonNode row = read(record);
            if (row.required("export_id").asText().startsWith(job + "/")) {
                ids.add(row.required("export_id").asText() + " "
                        + row.required("window_from").asText() + " "
                        + row.required("row_number").asLong());
            }
        });
        return ids;
    }

    private static JsonNode read(byte[] record) {
        try {
            return new ObjectMapper().readTree(record);
        } catch (IOException e) {
            throw new AssertionError("a record is no JSON", e);
        }
    }

    private static List<String> expected(String job) {
        return IntStream.range(0, WINDOWS)
                .boxed()
                .flatMap(window -> {
                    Instant from = TestExports.BEGIN.plus(Duration.ofHours(window));
                    String name = new ExportWindow(from, from.plus(Duration.ofHours(1))).name();
                    return IntStream.range(0, ROWS)
                            .mapToObj(row -> job + "/" + name + "/00000000" + row + " "
                                    + from.toString().replace("Z", ".000Z") + " " + row);
                })
                .toList();
    }

    @Test
    void each_row_of_a_window_is_a_record_that_says_which_it_is() {
        TestExports exports = exports("whole", "whole");
        exports.finish();
        exports.finish();

        assertThat(ids("whole", "whole")).isEqualTo(expected("whole"));
        assertThat(exports.state().list("whole/20", "")).isEmpty();
    }

    @Test
    void a_stream_that_is_not_there_is_said_at_each_try_and_nobody_is_waited_for() {
        TestExports exports = exports("missing", "missing");

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(exports::finish).hasMessageContaining("Stream missing cannot be reached");
        }
        assertThat(exports.status().sending()).isEmpty();
        new StreamWriter(kinesis, "missing").createIfAbsent(1);
        exports.finish();

        assertThat(ids("missing", "missing")).isEqualTo(expected("missing"));
    }

    @Test
    void a_sender_may_stop_anywhere_and_each_record_is_there_once_and_in_order() throws InterruptedException {
        for (int stop : new int[] {4, 5, 6, 7, 9}) {
            String name = "stopped-" + stop;
            TestExports exports = exports("stopped", name);
            int[] left = {stop};
            try {
                exports.runner((step, window) -> {
                            if (left[0]-- == 0) {
                                throw new TestExports.Stopped();
                            }
                        })
                        .run(exports.job(), RunRequest.due());
            } catch (TestExports.Stopped e) {
                // As a process that ends.
            }
            ExportRunner next = exports.runner(ExportStep.Observer.NONE);
            while (next.run(exports.job(), RunRequest.due()).isBusy()) {
                Thread.sleep(50);
            }

            assertThat(ids("stopped", name)).as("stopped after step " + stop).isEqualTo(expected(name));
            assertThat(exports.state().list(name + "/20", "")).isEmpty();
        }
    }
}
