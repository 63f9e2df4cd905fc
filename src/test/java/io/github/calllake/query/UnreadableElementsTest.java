package io.github.calllake.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.engine.RowView;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What neither tier can read of an issue or entity: it is there all the same, and the same in both. */
class UnreadableElementsTest {

    @Test
    void an_issue_without_offsets_is_told_and_is_the_same_in_both_tiers() {
        List<DetectedIssue> hot = ContentQuestions.issuesOf(row(
                "call",
                "AGENT",
                "It is broken",
                "[{\"CharacterOffsets\":{\"Begin\":\"soon\",\"BeginOffsetChar\":3,\"End\":null,\"EndOffsetChar\":\"5\"}},"
                        + "{\"CharacterOffsets\":{\"Begin\":0,\"End\":\"far\"}},{\"Other\":1},\"text\"]",
                Instant.EPOCH));
        List<DetectedIssue> cold = ContentQuestions.issuesOf(row(
                "call",
                "AGENT",
                "It is broken",
                "[{\"characteroffsets\":{\"begin\":3,\"end\":5}},{\"characteroffsets\":{\"begin\":0,\"end\":null}},"
                        + "{\"characteroffsets\":null},null]",
                Instant.EPOCH));

        assertThat(hot).isEqualTo(cold);
        assertThat(hot).extracting(DetectedIssue::text).containsExactly("is", null, null, null);
        assertThat(hot).extracting(DetectedIssue::beginCharacter).containsExactly(3, 0, null, null);
        assertThat(hot).extracting(DetectedIssue::endCharacter).containsExactly(5, null, null, null);
    }

    @Test
    void an_entity_that_cannot_be_read_is_of_unknown_type_in_both_tiers() {
        List<PiiEntity> hot = ContentQuestions.entitiesOf(
                row("call", "AGENT", "[{\"Type\":[],\"Confidence\":\"0.5\"},7]", Instant.EPOCH));
        List<PiiEntity> cold = ContentQuestions.entitiesOf(
                row("call", "AGENT", "[{\"type\":null,\"confidence\":0.5},null]", Instant.EPOCH));

        assertThat(hot).isEqualTo(cold).hasSize(2).allMatch(entity -> entity.type()
                .equals("UNKNOWN"));
        assertThat(hot.get(0).confidence()).isEqualTo(0.5);
    }

    private static RowView row(@Nullable Object... values) {
        List<@Nullable Object> row = Arrays.asList(values);
        return new RowView() {
            @Override
            public @Nullable String text(int column) {
                return (String) row.get(column);
            }

            @Override
            public @Nullable Long bigint(int column) {
                return (Long) row.get(column);
            }

            @Override
            public @Nullable Double number(int column) {
                return (Double) row.get(column);
            }

            @Override
            public @Nullable Integer integer(int column) {
                return (Integer) row.get(column);
            }

            @Override
            public @Nullable Boolean truth(int column) {
                return (Boolean) row.get(column);
            }

            @Override
            public @Nullable Instant time(int column) {
                return (Instant) row.get(column);
            }

            @Override
            public @Nullable Object value(int column) {
                return row.get(column);
            }
        };
    }
}
