package io.github.calllake.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.TestLake;
import io.github.calllake.engine.HotTierTopology;
import io.github.calllake.stream.StreamWriter.Placed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestLake.Shared.class)
class LandingTopologyTest {

    @Test
    void the_one_streaming_view_is_looked_at_and_trimmed(TestLake shared) throws InterruptedException {
        try (TestHotTier tier = new TestHotTier(shared, "landing_ops", HotTierTopology.LANDING)) {
            tier.putNoJson(3);
            List<Placed> archived = tier.putCalls(1, 21);
            tier.awaitRows(archived);
            tier.sayArchived(tier.lake, archived, Optional.of(Instant.now().plus(Duration.ofHours(12))));
            List<Placed> fresh = tier.putCalls(1, 22);
            tier.awaitRows(fresh);

            Checkup checkup = new HotTierDoctor(
                            tier.hotTier,
                            Optional.of(tier.stream),
                            Optional.of(tier.lake),
                            Duration.ofDays(7),
                            Clock.systemUTC())
                    .examine();
            List<Trimmed> trimmed = new HotTrim(
                            tier.hotTier,
                            tier.lake,
                            new TrimSettings(Duration.ofHours(1), Duration.ZERO, TrimSettings.Way.DELETE),
                            Clock.offset(Clock.systemUTC(), Duration.ofDays(1)))
                    .run();

            assertThat(checkup.worst()).as(checkup.toString()).isLessThanOrEqualTo(Severity.NOTICE);
            assertThat(checkup.findings())
                    .extracting(Finding::what)
                    .anyMatch(what -> what.startsWith("1 streaming view:"))
                    .anyMatch(what -> what.contains("2 readers") && what.contains("100 % of its limit"));
            assertThat(trimmed).singleElement().satisfies(view -> {
                assertThat(view.removed()).isEqualTo(archived.size());
                assertThat(view.staying()).isEqualTo(3 + fresh.size());
            });
            assertThat(tier.sequenceNumbers())
                    .containsAll(fresh.stream().map(Placed::sequenceNumber).toList());
        }
    }
}
