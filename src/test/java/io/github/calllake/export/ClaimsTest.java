package io.github.calllake.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.local.kinesis.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimsTest {

    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
    private static final ExportWindow WINDOW = new ExportWindow(BEGIN, BEGIN.plusSeconds(60));
    private static final Duration LIFETIME = Duration.ofMinutes(15);
    private static final Duration SOON = Duration.ofMillis(2);

    @TempDir
    private Path directory;

    private FileExportStore store;
    private final TestClock clock = new TestClock();
    private Claims mine;
    private Claims others;

    @BeforeEach
    void claims() {
        store = new FileExportStore(directory);
        mine = new Claims(store, LIFETIME, SOON, clock);
        others = new Claims(store, LIFETIME, clock);
    }

    private int count() {
        return store.list(Layout.claims("job", WINDOW), "").size();
    }

    /** A thread of its own renews, which takes a moment. */
    private void awaitMoreThan(int claims) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (count() <= claims) {
            assertThat(System.nanoTime()).as("renewed").isLessThan(deadline);
            Thread.sleep(1);
        }
    }

    @Test
    void a_claim_that_is_not_renewed_runs_out() {
        assertThat(mine.take("job", WINDOW)).isPresent();
        assertThat(others.take("job", WINDOW)).isEmpty();

        clock.advance(LIFETIME);

        assertThat(others.isHeld("job", WINDOW)).isFalse();
        assertThat(others.take("job", WINDOW)).isPresent();
    }

    @Test
    void a_query_that_takes_longer_than_a_claim_lasts_keeps_its_window() throws InterruptedException {
        try (Claims.Held claim = mine.take("job", WINDOW).orElseThrow()) {
            claim.renewBesides();
            clock.advance(LIFETIME.multipliedBy(3));
            awaitMoreThan(count());

            assertThat(others.take("job", WINDOW)).isEmpty();
        }
        int after = count();
        clock.advance(LIFETIME);

        assertThat(others.take("job", WINDOW)).isPresent();
        assertThat(count()).isEqualTo(after + 1);
    }

    @Test
    void a_claim_that_was_given_up_because_the_window_is_decided_is_not_renewed() throws InterruptedException {
        try (Claims.Held claim = mine.take("job", WINDOW).orElseThrow()) {
            others.release("job", WINDOW);
            Thread renewing = claim.renewBesides();
            renewing.join(Duration.ofMinutes(1).toMillis());

            assertThat(renewing.isAlive()).isFalse();
            assertThat(count()).isZero();
        }
    }

    @Test
    void a_window_whose_claims_were_given_up_in_part_can_be_claimed_again() throws InterruptedException {
        try (Claims.Held claim = mine.take("job", WINDOW).orElseThrow()) {
            claim.renewBesides();
            awaitMoreThan(2);
        }
        store.deleteAll(List.of(store.list(Layout.claims("job", WINDOW), "").get(0)));

        assertThat(others.take("job", WINDOW)).isEmpty();
        clock.advance(LIFETIME);
        assertThat(others.take("job", WINDOW)).isPresent();
        assertThat(mine.take("job", WINDOW)).isEmpty();
    }
}
