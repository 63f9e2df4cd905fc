package io.github.calllake.query;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WindowQuestionTest {

    @Test
    void a_view_that_is_not_there_is_an_illegal_argument() {
        TimeRange range = TimeRange.startingAt(Instant.EPOCH, Duration.ofDays(1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> WindowQuestion.over("utterances", range))
                .withMessageContaining("utterances");
    }
}
