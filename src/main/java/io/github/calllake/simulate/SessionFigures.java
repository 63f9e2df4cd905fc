package io.github.calllake.simulate;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.calllake.simulate.SpokenTurns.Turn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** What can be counted in a session: who talked for how long, how fast, in which mood, and who broke in. */
final class SessionFigures {
    private static final int QUARTERS = 4;
    /** A longer silence is an instance of non-talk time, as Transcribe has it. */
    private static final int SILENCE_MILLIS = 3_000;
    /** Turns of the simulation do not overlap; one that follows so soon after the other side counts as breaking in. */
    private static final int BREAKING_IN_MILLIS = 700;

    private final List<Turn> turns;

    SessionFigures(List<Turn> turns) {
        this.turns = List.copyOf(turns);
    }

    private record Span(int begin, int end) {}

    private static boolean of(Turn turn, boolean agent) {
        return turn.utterance().agent() == agent;
    }

    private static long length(Turn turn) {
        return turn.utterance().endMillis() - turn.utterance().beginMillis();
    }

    private int begin() {
        return turns.isEmpty() ? 0 : turns.get(0).utterance().beginMillis();
    }

    private int end() {
        return turns.isEmpty() ? 0 : turns.get(turns.size() - 1).utterance().endMillis();
    }

    /** From the first word to the last. */
    long durationMillis() {
        return (long) end() - begin();
    }

    private long sum(boolean agent, ToLongFunction<Turn> value) {
        return turns.stream().filter(turn -> of(turn, agent)).mapToLong(value).sum();
    }

    void writeNonTalkTime(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("Instances");
        for (Span span : silences()) {
            writeSpan(json, span);
        }
        json.writeEndArray();
        json.writeNumberField(
                "TotalTimeMillis",
                silences().stream().mapToLong(span -> span.end() - span.begin()).sum());
    }

    private List<Span> silences() {
        List<Span> silences = new ArrayList<>();
        for (int i = 1; i < turns.size(); i++) {
            Span gap = gapBefore(i);
            if (gap.end() - gap.begin() >= SILENCE_MILLIS) {
                silences.add(gap);
            }
        }
        return silences;
    }

    private Span gapBefore(int turn) {
        return new Span(
                turns.get(turn - 1).utterance().endMillis(),
                turns.get(turn).utterance().beginMillis());
    }

    void writeInterruptions(JsonGenerator json) throws IOException {
        List<Span> byAgent = interruptions(true);
        List<Span> byCustomer = interruptions(false);
        Json.object(json, "InterruptionsByInterrupter", members -> {
            writeInterrupter(members, "AGENT", byAgent);
            writeInterrupter(members, "CUSTOMER", byCustomer);
        });
        json.writeNumberField("TotalCount", byAgent.size() + byCustomer.size());
        json.writeNumberField("TotalTimeMillis", total(byAgent) + total(byCustomer));
    }

    private static void writeInterrupter(JsonGenerator json, String role, List<Span> spans) throws IOException {
        if (spans.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(role);
        for (Span span : spans) {
            writeSpan(json, span);
        }
        json.writeEndArray();
    }

    private List<Span> interruptions(boolean agent) {
        List<Span> spans = new ArrayList<>();
        for (int i = 1; i < turns.size(); i++) {
            Span gap = gapBefore(i);
            boolean change = of(turns.get(i), agent) && !of(turns.get(i - 1), agent);
            if (change && gap.end() - gap.begin() < BREAKING_IN_MILLIS) {
                spans.add(gap);
            }
        }
        return spans;
    }

    private static long total(List<Span> spans) {
        return spans.stream().mapToLong(span -> span.end() - span.begin()).sum();
    }

    private static void writeSpan(JsonGenerator json, Span span) throws IOException {
        json.writeStartObject();
        json.writeNumberField("BeginOffsetMillis", span.begin());
        json.writeNumberField("DurationMillis", span.end() - span.begin());
        json.writeNumberField("EndOffsetMillis", span.end());
        json.writeEndObject();
    }

    void writeSentiment(JsonGenerator json) throws IOException {
        Json.object(json, "OverallSentiment", members -> {
            Json.decimal(members, "AGENT", tenths(turns, true), 1, false);
            Json.decimal(members, "CUSTOMER", tenths(turns, false), 1, false);
        });
        Json.object(
                json,
                "SentimentByPeriod",
                periods -> Json.object(periods, "QUARTER", quarters -> {
                    writeQuarters(quarters, "AGENT", true);
                    writeQuarters(quarters, "CUSTOMER", false);
                }));
    }

    private void writeQuarters(JsonGenerator json, String role, boolean agent) throws IOException {
        json.writeArrayFieldStart(role);
        for (int quarter = 0; quarter < QUARTERS; quarter++) {
            int from = begin() + (int) (durationMillis() * quarter / QUARTERS);
            int to = begin() + (int) (durationMillis() * (quarter + 1) / QUARTERS);
            boolean last = quarter == QUARTERS - 1;
            List<Turn> within = turns.stream()
                    .filter(turn -> turn.utterance().beginMillis() >= from)
                    .filter(turn -> last || turn.utterance().beginMillis() < to)
                    .toList();
            json.writeStartObject();
            Json.decimal(json, "Score", tenths(within, agent), 1, false);
            json.writeNumberField("BeginOffsetMillis", from);
            json.writeNumberField("EndOffsetMillis", to);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** From -50 to 50, in tenths. */
    private static long tenths(List<Turn> turns, boolean agent) {
        return Math.round(turns.stream()
                .filter(turn -> of(turn, agent))
                .mapToInt(turn -> switch (turn.sentiment()) {
                    case "POSITIVE" -> 50;
                    case "NEGATIVE" -> -50;
                    default -> 0;
                })
                .average()
                .orElse(0));
    }

    void writeTalkSpeed(JsonGenerator json) throws IOException {
        Json.object(json, "DetailsByParticipant", members -> {
            writeSpeed(members, "AGENT", true);
            writeSpeed(members, "CUSTOMER", false);
        });
    }

    private void writeSpeed(JsonGenerator json, String role, boolean agent) throws IOException {
        long millis = sum(agent, SessionFigures::length);
        if (millis == 0) {
            return;
        }
        long words = sum(agent, turn -> turn.utterance().items().stream()
                .filter(item -> !item.punctuation())
                .count());
        Json.object(json, role, details -> details.writeNumberField("AverageWordsPerMinute", words * 60_000 / millis));
    }

    void writeTalkTime(JsonGenerator json) throws IOException {
        long agent = sum(true, SessionFigures::length);
        long customer = sum(false, SessionFigures::length);
        Json.object(json, "DetailsByParticipant", members -> {
            if (agent > 0) {
                Json.object(members, "AGENT", details -> details.writeNumberField("TotalTimeMillis", agent));
            }
            if (customer > 0) {
                Json.object(members, "CUSTOMER", details -> details.writeNumberField("TotalTimeMillis", customer));
            }
        });
        json.writeNumberField("TotalTimeMillis", agent + customer);
    }
}
