package io.github.calllake.simulate;

import io.github.calllake.simulate.Times.Spelling;
import java.util.List;

/** Decides where a call's events depart from the usual spelling of the data model. */
final class Variants {
    private static final List<Spelling> UNUSUAL_TIMES =
            List.of(Spelling.MICROS_ZONED, Spelling.MILLIS_ZONED, Spelling.SECONDS_ZONED, Spelling.NANOS);
    private static final List<Spelling> VOICE_ANALYTICS_TIMES =
            List.of(Spelling.MICROS_ZONED, Spelling.MILLIS_ZONED, Spelling.SECONDS_ZONED);

    private final SeededRandom random;
    private final double chance;

    Variants(SeededRandom random, double chance) {
        this.random = random;
        this.chance = chance;
    }

    /** Whether a variant is taken here. */
    boolean next() {
        return random.chance(chance);
    }

    /** {@code time} of a call analytics event: microseconds without a zone, as a rule. */
    String callAnalyticsTime(long micros) {
        Spelling spelling = next() ? random.oneOf(UNUSUAL_TIMES) : Spelling.MICROS;
        return spelling.of(micros);
    }

    /** {@code time} of a voice analytics event: always seen with a zone, in several precisions. */
    String voiceAnalyticsTime(long micros) {
        Spelling spelling = next() ? Spelling.SECONDS : random.oneOf(VOICE_ANALYTICS_TIMES);
        return spelling.of(micros);
    }
}
