package io.github.calllake.local.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SequenceNumberTest {
    @Test
    void a_number_is_read_back_as_it_was_written() {
        assertThat(Stream.of(
                        new SequenceNumber(0, 0, 0, 0),
                        new SequenceNumber(1_795_168_243L, 17, 1_838_252_282_812_416L, 1_795_168_244L),
                        new SequenceNumber(1_795_168_243L, 0x7fff_ffff, Long.MAX_VALUE, (1L << 36) - 1)))
                .allSatisfy(number -> {
                    assertThat(number.toString()).hasSize(56).startsWith("49");
                    assertThat(SequenceNumber.parse(number.toString())).contains(number);
                });
    }

    @Test
    void what_is_no_number_of_ours_is_not_read() {
        assertThat(Stream.of("", "0", "-1", "9".repeat(56), "1".repeat(56), "49" + "0".repeat(54), "٤".repeat(56)))
                .allSatisfy(text -> assertThat(SequenceNumber.parse(text)).isEmpty());
    }
}
