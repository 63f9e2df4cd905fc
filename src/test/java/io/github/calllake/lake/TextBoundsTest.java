package io.github.calllake.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TextBoundsTest {

    @Test
    void two_ids_are_told_apart_by_a_few_letters() {
        assertThat(bounds("call-3fb1c8aa-0001", "call-e9a0ffee-0002")).isEqualTo("call-3fb1 call-e9a1");
    }

    @Test
    void one_id_stays_whole() {
        assertThat(bounds("3fb1c8aa-0001", "3fb1c8aa-0001")).isEqualTo("3fb1c8aa-0001 3fb1c8aa-0001");
    }

    @Test
    void a_text_that_is_the_beginning_of_the_other_is_a_bound() {
        assertThat(bounds("a", "abcdefgh")).isEqualTo("a abcdf");
    }

    @Test
    void a_letter_is_not_cut_in_two() {
        assertThat(bounds("ab\u00e4\u00e4\u00e4", "ac\u6f22\u6f22\u6f22"))
                .isEqualTo("ab\u00e4\u00e4\u00e4 ac\u6f22\u6f22\u6f22");
    }

    @Test
    void long_texts_without_a_difference_in_time_have_no_bounds() {
        String same = "x".repeat(100);

        assertThat(TextBounds.of((same + "a").getBytes(UTF_8), (same + "b").getBytes(UTF_8)))
                .isEmpty();
    }

    @Test
    void bounds_lie_around_what_they_are_of_and_are_texts() {
        Random random = new Random(1);
        for (int n = 0; n < 2_000; n++) {
            byte[] one = text(random);
            byte[] other = text(random);
            boolean ordered = Arrays.compareUnsigned(one, other) <= 0;
            byte[] least = ordered ? one : other;
            byte[] greatest = ordered ? other : one;

            TextBounds.of(least, greatest).ifPresent(bounds -> {
                assertThat(Arrays.compareUnsigned(bounds.least(), least)).isLessThanOrEqualTo(0);
                assertThat(Arrays.compareUnsigned(bounds.greatest(), greatest)).isGreaterThanOrEqualTo(0);
                assertThat(new String(bounds.least(), UTF_8).getBytes(UTF_8)).isEqualTo(bounds.least());
                assertThat(new String(bounds.greatest(), UTF_8).getBytes(UTF_8)).isEqualTo(bounds.greatest());
            });
        }
    }

    private static byte[] text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int letters = random.nextInt(12); letters > 0; letters--) {
            text.appendCodePoint("ab~\u007f\u00e4\u6f22".charAt(random.nextInt(6)));
        }
        return random.nextBoolean()
                ? text.toString().getBytes(UTF_8)
                : new UUID(random.nextLong(), random.nextLong()).toString().getBytes(UTF_8);
    }

    private static String bounds(String least, String greatest) {
        TextBounds bounds =
                TextBounds.of(least.getBytes(UTF_8), greatest.getBytes(UTF_8)).orElseThrow();
        return new String(bounds.least(), UTF_8) + " " + new String(bounds.greatest(), UTF_8);
    }
}
