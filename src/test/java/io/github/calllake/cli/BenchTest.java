package io.github.calllake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class BenchTest {

    @Test
    void every_record_that_is_put_is_seen_in_redshift_and_archived() throws Exception {
        CommandRun run = CommandRun.of(
                "bench",
                "ingest",
                "--topology",
                "per-detail-type",
                "--rate",
                "20",
                "--warm-up",
                "0",
                "--seconds",
                "2",
                "--shards",
                "2",
                "--json");

        JsonNode result = new ObjectMapper().readTree(run.out()).get(0);
        assertThat(result.get("records_measured").asInt()).isPositive();
        assertThat(result.get("archived").asInt())
                .isGreaterThanOrEqualTo(result.get("records_measured").asInt());
        assertThat(result.get("visible_p99_ms").asDouble())
                .isGreaterThanOrEqualTo(result.get("visible_p50_ms").asDouble());
        assertThat(result.get("kinesis_limits").asBoolean()).isTrue();
    }

    @Test
    void runs_that_cannot_be_are_wrong_usage() {
        assertThat(CommandRun.of("bench").exitCode()).isEqualTo(2);
        assertThat(CommandRun.of("bench", "ingest", "--topology", "star").err())
                .contains("the topology is \"star\", but must be per-detail-type or landing");
        assertThat(CommandRun.of("bench", "ingest", "--rate", "many").err()).contains("--rate is \"many\"");
        assertThat(CommandRun.of("bench", "ingest", "--seconds", "0").err()).contains("--seconds is 0");
        assertThat(CommandRun.of("bench", "export", "--rows", "10").err()).contains("--rows is at least 1000");
    }
}
