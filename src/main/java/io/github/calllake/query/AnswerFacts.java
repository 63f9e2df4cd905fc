package io.github.calllake.query;

import io.github.calllake.engine.Tier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where an answer comes from. Immutable.
 *
 * @param tiers the tiers that answered, the cold one first
 * @param boundary the arrival that splits them: records before it are from the cold tier, the others from the hot one; empty
 *     if one tier was asked for all
 * @param gaps the parts that are missing from the answer, which was allowed to be partial; empty if it is whole
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
     * What one tier did for an answer.
     *
     * @param tier the tier
     * @param rows rows read from it
     */
    public record TierFacts(Tier tier, long rows) {}

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
