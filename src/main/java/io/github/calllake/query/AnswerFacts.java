package io.github.calllake.query;

import io.github.calllake.engine.QueryStats;
import io.github.calllake.engine.Tier;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where an answer comes from. Immutable.
 *
 * @param tiers the tiers that answered, the cold one first
 * @param boundary the arrival that splits them: records before it are from the cold tier, the others from the hot one; empty
 *     if one tier was asked for all
 * @param gaps the parts that are, or may be, missing from the answer; empty if it is whole. A hot tier whose oldest record arrived after
 *     what the lake promises to hold is such a part, also where nothing arrived in between: right after a first archive, say
 */
public record AnswerFacts(List<TierFacts> tiers, Optional<Instant> boundary, List<Gap> gaps) {
    public AnswerFacts {
        tiers = List.copyOf(tiers);
        gaps = List.copyOf(gaps);
    }

    /** Whether no tier's part is missing. */
    public boolean isWhole() {
        return gaps.isEmpty();
    }

    /**
     * What one tier did for an answer, all its queries together.
     *
     * @param tier the tier
     * @param queries how many queries it was asked
     * @param rows rows read from it
     * @param elapsed the queries' waits for their first row together
     * @param bytesScanned bytes read from storage; empty if the engine does not say
     * @param costUsd what the queries cost by the bytes that they scanned, in US dollars; empty where cost goes by time
     */
    public record TierFacts(
            Tier tier,
            int queries,
            long rows,
            Duration elapsed,
            OptionalLong bytesScanned,
            Optional<BigDecimal> costUsd) {

        static TierFacts of(QueryStats stats) {
            return new TierFacts(stats.tier(), 1, stats.rows(), stats.elapsed(), stats.bytesScanned(), stats.costUsd());
        }

        TierFacts and(TierFacts other) {
            return new TierFacts(
                    tier,
                    queries + other.queries,
                    rows + other.rows,
                    elapsed.plus(other.elapsed),
                    bytesScanned.isPresent() && other.bytesScanned.isPresent()
                            ? OptionalLong.of(bytesScanned.getAsLong() + other.bytesScanned.getAsLong())
                            : OptionalLong.empty(),
                    costUsd.flatMap(cost -> other.costUsd.map(cost::add)));
        }
    }

    /**
     * A part that an answer lacks.
     *
     * @param tier the tier that did not answer
     * @param arrivedFrom the first arrival that is missing, UTC; empty for all from the beginning
     * @param arrivedBefore the first arrival that is not missing again, UTC; empty for all to the end
     * @param reason why, without call content
     */
    public record Gap(Tier tier, Optional<Instant> arrivedFrom, Optional<Instant> arrivedBefore, String reason) {}
}
