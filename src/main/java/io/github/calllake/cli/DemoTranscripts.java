package io.github.calllake.cli;

import io.github.calllake.engine.Tier;
import io.github.calllake.query.TranscriptLine;
import java.util.List;
import java.util.Map;

/**
 * One call's transcript as each tier tells it.
 *
 * @param callId empty if no call has a transcript
 */
record DemoTranscripts(String callId, Map<Tier, List<TranscriptLine>> lines) {

    private static final int LINES_SHOWN = 6;

    static final DemoTranscripts NONE = new DemoTranscripts("", Map.of());

    boolean agree() {
        return lines.values().stream().distinct().count() <= 1;
    }

    String text() {
        if (callId.isEmpty()) {
            return "No call has a transcript." + System.lineSeparator();
        }
        StringBuilder text = new StringBuilder("Transcript of call " + callId + System.lineSeparator());
        for (Tier tier : Tier.values()) {
            List<TranscriptLine> told = lines.getOrDefault(tier, List.of());
            text.append("  ").append(tier.engine()).append(System.lineSeparator());
            told.stream().limit(LINES_SHOWN).forEach(line -> text.append("    ")
                    .append(line.speaker())
                    .append(": ")
                    .append(line.text())
                    .append(System.lineSeparator()));
            if (told.size() > LINES_SHOWN) {
                text.append("    and ").append(told.size() - LINES_SHOWN).append(" more lines");
                text.append(System.lineSeparator());
            }
        }
        return text.toString();
    }
}
