package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Migrations by Flyway and the official driver, records by the AWS SDK, and what the views make of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamingViewsTest {

    private final LocalStack stack;

    StreamingViewsTest(@TempDir Path directory) throws Exception {
        stack = LocalStack.start(directory);
    }

    @BeforeAll
    void migrate() {
        stack.createStream("call-analytics", 2);
        Flyway.configure()
                .dataSource(stack.jdbcUrl(), stack.user(), stack.password())
                .locations("classpath:io/github/calllake/local/redshift/migrations")
                .load()
                .migrate();
    }

    @AfterAll
    void stop() throws Exception {
        stack.close();
    }

    @Test
    void an_event_is_in_its_flat_view() throws Exception {
        stack.put("call-analytics", "p", "{\"detail-type\":\"Transcribe\",\"time\":\"2024-06-20T08:00:05.118204Z\"}");
        stack.execute("REFRESH MATERIALIZED VIEW call_analytics.transcribe");
        assertThat(stack.rows("select * from call_analytics.transcript_result")).hasSize(1);
        assertThat(stack.rows("select * from sys_stream_scan_states")).hasSize(1);
    }
}
