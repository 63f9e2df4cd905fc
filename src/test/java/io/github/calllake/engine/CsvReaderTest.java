package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {

    @Test
    void null_is_nothing_and_the_empty_text_is_two_quotes() throws IOException {
        assertThat(rows("\"a\",,\"\"\n,\n\"q\"\"\n,\",\"\"\"\"\n\n"))
                .containsExactly(
                        Arrays.asList("a", null, ""),
                        Arrays.asList(null, null),
                        Arrays.asList("q\"\n,", "\""),
                        Arrays.asList((String) null));
    }

    @Test
    void values_may_lie_on_the_edge_of_a_buffer() throws IOException {
        for (int length = (1 << 16) - 4; length < (1 << 16) + 4; length++) {
            String text = "x".repeat(length);
            assertThat(rows("\"" + text + "\"\"\",\"y\"\n")).containsExactly(List.of(text + "\"", "y"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a", "\"a\"", "a\n", "\"a\"b\n", "\"a\","})
    void a_text_that_breaks_off_is_an_error(String text) {
        assertThatThrownBy(() -> rows(text)).isInstanceOf(IOException.class);
    }

    private static List<List<@Nullable String>> rows(String text) throws IOException {
        CsvReader reader = new CsvReader(new StringReader(text));
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (List<@Nullable String> row = reader.row(); row != null; row = reader.row()) {
            rows.add(row);
        }
        return rows;
    }
}
