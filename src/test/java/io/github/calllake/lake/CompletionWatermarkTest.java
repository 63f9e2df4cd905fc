package io.github.calllake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.lake.ShardProgress.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompletionWatermarkTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.000Z");
    private static final ArchivedStream STREAM = new ArchivedStream("calls", NOON);

    @Test
    void it_is_the_least_of_the_open_shards() {
        assertThat(of(open("a", NOON), open("b", NOON.minusSeconds(5)), open("c", NOON.plusSeconds(9)))
                        .watermark())
                .contains(NOON.minusSeconds(5));
    }

    @Test
    void a_shard_that_has_ended_holds_nothing_back_until_all_have() {
        CompletionWatermark resharded = of(closed("a", NOON.minusSeconds(60), "b"), open("b", NOON));

        assertThat(resharded.watermark()).contains(NOON);
        assertThat(of(closed("a", NOON.minusSeconds(60)), closed("b", NOON)).watermark())
                .contains(NOON);
    }

    @Test
    void nothing_is_known_while_it_is_not_known_of_one_shard() {
        ShardProgress begun = new ShardProgress("b", 0, Optional.empty(), Optional.empty(), State.OPEN, List.of());

        assertThat(of(open("a", NOON), begun).watermark()).isEmpty();
        assertThat(of().watermark()).isEmpty();
    }

    @Test
    void a_listed_shard_without_progress_counts_as_its_parents_do() {
        CompletionWatermark parents =
                of(open("a", NOON), open("b", NOON.minusSeconds(3)), open("d", NOON.plusSeconds(1)));

        assertThat(parents.watermark(Map.of("a", List.of(), "b", List.of(), "d", List.of(), "c", List.of("a", "b"))))
                .contains(NOON.minusSeconds(3));
        assertThat(of(closed("a", NOON.minusSeconds(9)), open("d", NOON))
                        .watermark(Map.of("c", List.of("a"), "e", List.of("c"))))
                .contains(NOON.minusSeconds(9));
    }

    @Test
    void a_listed_shard_without_progress_and_without_parents_leaves_it_unknown() {
        assertThat(of(open("a", NOON)).watermark(Map.of("a", List.of(), "b", List.of())))
                .isEmpty();
        assertThat(of(open("a", NOON)).watermark(Map.of("c", List.of("gone")))).isEmpty();
    }

    @Test
    void the_boundary_keeps_away_from_it_by_the_margin_in_whole_milliseconds() {
        CompletionWatermark archived = of(open("a", NOON.plusNanos(1_999_999)));

        assertThat(archived.boundary(Duration.ofSeconds(60)))
                .contains(NOON.minusSeconds(60).plusMillis(1));
    }

    private static CompletionWatermark of(ShardProgress... shards) {
        return new CompletionWatermark(STREAM, List.of(shards));
    }

    private static ShardProgress open(String shard, Instant watermark) {
        return new ShardProgress(shard, 1, Optional.of("1"), Optional.of(watermark), State.OPEN, List.of());
    }

    private static ShardProgress closed(String shard, Instant watermark, String... children) {
        return new ShardProgress(shard, 1, Optional.of("1"), Optional.of(watermark), State.CLOSED, List.of(children));
    }
}
