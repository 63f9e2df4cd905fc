package io.github.calllake.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CheckupTest {

    @Test
    void a_check_that_cannot_see_or_is_answered_strangely_keeps_no_other_from_being_made() {
        Logger logger = (Logger) LoggerFactory.getLogger(Checkup.class);
        logger.setLevel(Level.OFF);
        try {
            Checkup checkup = Checkup.of(List.of(
                    check("a", () -> {
                        throw new OperationException("permission denied for relation x");
                    }),
                    check("b", () -> {
                        throw new NumberFormatException("content");
                    }),
                    check("c", () -> List.of(Finding.warning("c", "what", "why", "fix")))));

            assertThat(checkup.findings())
                    .extracting(Finding::id, Finding::severity)
                    .containsExactly(
                            tuple("a", Severity.NOTICE), tuple("b", Severity.NOTICE), tuple("c", Severity.WARNING));
            assertThat(checkup.findings().get(0).what()).contains("permission denied for relation x");
            assertThat(checkup.findings().get(1).what()).doesNotContain("content");
            assertThat(checkup.worst()).isEqualTo(Severity.WARNING);
        } finally {
            logger.setLevel(null);
        }
    }

    @Test
    void a_warning_without_a_reason_or_a_fix_is_none() {
        assertThatThrownBy(() -> new Finding("id", Severity.WARNING, "what", "why", ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Check check(String id, Supplier<List<Finding>> look) {
        return new Check() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public List<Finding> look() {
                return look.get();
            }
        };
    }
}
