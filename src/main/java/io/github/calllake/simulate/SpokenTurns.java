package io.github.calllake.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was said in a call, as the events told it. Not thread-safe. */
final class SpokenTurns {
    private final List<Turn> turns = new ArrayList<>();
    private final List<Match> matches = new ArrayList<>();

    /** A word that is personal data. */
    record Personal(int index, String type) {}

    /**
     * An utterance.
     *
     * @param utterance as spoken, personal data included
     * @param issue whether an issue was detected in it
     */
    record Turn(Utterance utterance, String sentiment, boolean issue, Optional<Personal> personal) {

        /** What is sent of it where personal data is taken out. */
        Utterance redacted() {
            return personal.map(found -> utterance.withContent(found.index(), "[" + found.type() + "]"))
                    .orElse(utterance);
        }
    }

    /** A category that an utterance matched. */
    record Match(String category, int beginMillis, int endMillis) {}

    /** The item that an issue begins with: a word, not the first. */
    static int firstOfIssue(Utterance utterance) {
        return utterance.items().get(1).punctuation() ? 2 : 1;
    }

    /** The item that an issue ends with: the one before the last mark. */
    static int lastOfIssue(Utterance utterance) {
        return utterance.items().size() - 2;
    }

    void add(Turn turn) {
        turns.add(turn);
    }

    void matched(List<String> categories, Utterance utterance) {
        categories.forEach(
                category -> matches.add(new Match(category, utterance.beginMillis(), utterance.endMillis())));
    }

    /** What was said between two moments of the call, in milliseconds from its start. */
    SpokenTurns between(long fromMillis, long toMillis) {
        SpokenTurns part = new SpokenTurns();
        turns.stream()
                .filter(turn -> isWithin(turn.utterance().beginMillis(), fromMillis, toMillis))
                .forEach(part.turns::add);
        matches.stream()
                .filter(match -> isWithin(match.beginMillis(), fromMillis, toMillis))
                .forEach(part.matches::add);
        return part;
    }

    private static boolean isWithin(long millis, long from, long to) {
        return millis >= from && millis < to;
    }

    List<Turn> turns() {
        return turns;
    }

    List<Match> matches() {
        return matches;
    }
}
