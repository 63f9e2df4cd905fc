package io.github.calllake.operations;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What stream, hot tier and lake have of one day.
 *
 * @param day by arrival, in UTC
 * @param counts by shard, type and hour
 * @param discrepancies what they do not have alike
 * @param unread what was not asked, with the reason
 */
public record Reconciliation(LocalDate day, List<Counts> counts, List<Discrepancy> discrepancies, List<String> unread) {

    public Reconciliation {
        counts = List.copyOf(counts);
        discrepancies = List.copyOf(discrepancies);
        unread = List.copyOf(unread);
    }

    /** Whether every difference is explained. */
    public boolean isExplained() {
        return discrepancies.stream().allMatch(each -> each.cause().isExplained());
    }

    /**
     * One shard, type and hour.
     *
     * @param type the lake's table of the detail type, or {@code failed} for what is no event
     */
    public record Counts(String shard, String type, Instant hour, Optional<Held> stream, Held hot, Held lake) {}

    /**
     * What one place has.
     *
     * @param first the smallest sequence number; empty for none
     * @param last the largest one; empty for none
     */
    public record Held(long records, String first, String last) {
        static final Held NOTHING = new Held(0, "", "");
    }
}
