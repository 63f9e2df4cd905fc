package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stack held is there when it starts again, and goes on where it was. */
class RestartTest {

    @Test
    void views_go_on_after_a_restart_with_nothing_lost_and_nothing_twice(@TempDir Path directory) throws Exception {
        try (LocalStack stack = LocalStack.start(directory)) {
            stack.createStream("s", 2);
            stack.execute(
                    "create schema app",
                    "create external schema ext from kinesis iam_role default",
                    "create materialized view app.mv auto refresh yes as select json_parse(kinesis_data) as p from ext.s where can_json_parse(kinesis_data)",
                    "create view app.v as select p.n::int as n from app.mv");
            for (int i = 0; i < 30; i++) {
                stack.put("s", "k" + i, "{\"n\":" + i + "}");
            }
            stack.execute("refresh materialized view app.mv");
            for (int i = 30; i < 40; i++) {
                stack.put("s", "k" + i, "{\"n\":" + i + "}");
            }
        }
        try (LocalStack stack = LocalStack.start(directory)) {
            stack.execute("refresh materialized view app.mv");
            assertThat(stack.rows("select count(*), count(distinct n) from app.v"))
                    .containsExactly("40|40");
        }
    }
}
