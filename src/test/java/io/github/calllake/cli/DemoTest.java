package io.github.calllake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {

    private static final int EXAMPLES = 22;
    private static final int HOSTILE = 108;
    private static final int HOSTILE_NO_EVENTS = 14;

    @Test
    void every_record_is_accounted_for_and_both_tiers_agree_on_example_events_and_hostile_ones(@TempDir Path directory)
            throws IOException {
        ByteArrayOutputStream events = new ByteArrayOutputStream();
        events.writeBytes(resource("call-analytics.jsonl"));
        events.writeBytes(resource("hostile.ndjson"));
        events.writeBytes(large("\"UtteranceEvent\":{\"IsPartial\":\"false\",\"Transcript\":\"", "\"}"));
        events.writeBytes(large("\"unknown\":\"", "\""));
        Path file = Files.write(directory.resolve("events"), events.toByteArray());

        CommandRun run = CommandRun.of("demo", "--json", "--events", file.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        int put = EXAMPLES + HOSTILE + 2;
        assertThat(json.path("put").asInt()).isEqualTo(put);
        assertThat(json.path("failed").asInt()).isEqualTo(HOSTILE_NO_EVENTS);
        assertThat(sum(json.path("redshift"))).isEqualTo(put - HOSTILE_NO_EVENTS);
        assertThat(sum(json.path("athena"))).isEqualTo(put - HOSTILE_NO_EVENTS);
        assertThat(json.path("rows_compared").asInt()).isGreaterThan(put - HOSTILE_NO_EVENTS);
        assertThat(json.path("agree").asBoolean()).isTrue();
        assertThat(json.path("lake").asText()).startsWith("s3://");
    }

    @Test
    void a_seeded_difference_is_found_on_the_same_directory_and_is_exit_code_1(@TempDir Path directory)
            throws IOException {
        String[] demo = {
            "demo",
            "--json",
            "--calls",
            "2",
            "--dir",
            directory.resolve("stack").toString()
        };
        CommandRun first = CommandRun.of(demo);
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(new ObjectMapper()
                        .readTree(first.out())
                        .path("post_call_sessions")
                        .asInt())
                .isPositive();
        Path lost = dataFile(directory, "detailType=TranscribeCallAnalytics/");
        Files.delete(lost);

        CommandRun second = CommandRun.of(demo);

        assertThat(second.exitCode()).isEqualTo(1);
        JsonNode json = new ObjectMapper().readTree(second.out());
        assertThat(json.path("agree").asBoolean()).isFalse();
        assertThat(sum(json.path("athena"))).isEqualTo(sum(json.path("redshift")));
        assertThat(second.err()).contains("utterance").contains("no such row in Athena");
    }

    private static Path dataFile(Path directory, String part) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("stack/s3"))) {
            List<Path> data = files.filter(file -> file.toString().contains(part))
                    .filter(file -> file.toString().endsWith(".parquet"))
                    .toList();
            return data.get(0);
        }
    }

    private static byte[] large(String before, String after) {
        String json = "{\"detail-type\":\"TranscribeCallAnalytics\",\"metadata\":\"{}\"," + before + "x".repeat(900_000)
                + after + "}\n";
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static int sum(JsonNode counts) {
        int sum = 0;
        for (JsonNode count : counts) {
            sum += count.asInt();
        }
        return sum;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = DemoTest.class.getResourceAsStream("/events/" + name)) {
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }
}
