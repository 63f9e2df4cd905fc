package io.github.calllake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.event.DetailType;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LakeLayoutTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

    @Test
    void data_lies_where_the_chime_data_lake_has_it() {
        assertThat(LakeLayout.inBucket("calls").dataKey(DetailType.VOICE_TONE_ANALYSIS_STATUS, DAY, "file"))
                .isEqualTo("amazon_chime_sdk_data_lake/serviceType=CallAnalytics/detailType=VoiceToneAnalysisStatus/"
                        + "year=2026/month=03/day=01/file.parquet");
    }

    @Test
    void everything_else_lies_beside_it() {
        LakeLayout layout = new LakeLayout("calls", "a/b");

        ArchivedStream stream = new ArchivedStream("stream", Instant.parse("2026-03-01T12:00:00Z"));

        assertThat(layout.failedKey(DAY, "file")).isEqualTo("a/b/failed/year=2026/month=03/day=01/file.ndjson");
        assertThat(layout.commitKey(stream, "shard", 42))
                .isEqualTo("a/b/_commits/stream/20260301T120000000Z/shard/000000000042.json");
        assertThat(layout.progressKey(stream, "shard"))
                .isEqualTo("a/b/_progress/stream/20260301T120000000Z/shard.json");
        assertThat(layout.closedKey(stream, "shard"))
                .isEqualTo("a/b/_progress/stream/20260301T120000000Z/shard.closed.json");
    }

    @Test
    void an_address_is_a_bucket_and_perhaps_a_prefix() {
        assertThat(LakeLayout.parse("s3://calls")).isEqualTo(LakeLayout.inBucket("calls"));
        assertThat(LakeLayout.parse("s3://calls/a/b/")).isEqualTo(new LakeLayout("calls", "a/b"));
        assertThat(LakeLayout.parse("s3://calls/")).isEqualTo(new LakeLayout("calls", ""));
        assertThat(LakeLayout.parse("s3://calls/").failedPrefix()).isEqualTo("failed/");
        assertThat(LakeLayout.parse("s3://calls/a").address()).isEqualTo("s3://calls/a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"calls", "s3:/calls", "s3://", "s3://UPPER", "s3://calls/a//b", "s3://calls/a b", "s3://c/'\n"})
    void another_address_is_refused(String address) {
        assertThatThrownBy(() -> LakeLayout.parse(address)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_day_is_a_day_of_utc() {
        assertThat(LakeLayout.dayOf(Instant.parse("2026-03-01T23:59:59.999Z"))).isEqualTo(DAY);
    }
}
