package io.github.calllake.cli.bench;

import io.github.calllake.query.AnswerFacts.Gap;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Holds answers against what was put, after the fact, knowing of each delivery its shard, its sequence number and the arrival
 * that Kinesis gave it.
 *
 * <p>A delivery must be in an answer if the hot tier showed it before the question, or if it arrived before the boundary that
 * the answer names, outside the gaps that it names. It may be in it if its put had begun before the answer was there. Where
 * both say the same, the answer must be exactly that.
 */
final class SeamJudge {

    private final SeamEvents events;
    private final List<List<Delivery>> byNumber;

    /**
     * A delivery of an event.
     *
     * @param place in the order of the puts
     */
    record Delivery(int place, String shard, BigInteger sequence, Instant arrival) {}

    /**
     * A question that was asked.
     *
     * @param shownBefore up to where the hot tier showed each shard before it was asked
     * @param begunAfter how many deliveries had been begun when the answer was there
     */
    record Asked(
            SeamQuestion question, Map<String, BigInteger> shownBefore, int begunAfter, SeamQuestion.Given given) {}

    /**
     * What was found.
     *
     * @param exact whether there was one right answer
     * @param seam whether the answer must have had rows on both sides of the boundary
     * @param missed how much is missing
     * @param doubled how much is there too often, or should not be there
     * @param inOrder whether what has an order was in it
     */
    record Verdict(SeamQuestion question, boolean exact, boolean seam, long missed, long doubled, boolean inOrder) {
        boolean holds() {
            return missed == 0 && doubled == 0 && inOrder;
        }
    }

    /**
     * @param byNumber the deliveries of each event, by its number
     */
    SeamJudge(SeamEvents events, List<List<Delivery>> byNumber) {
        this.events = events;
        this.byNumber = byNumber;
    }

    Verdict judge(Asked asked) {
        SeamQuestion question = asked.question();
        Map<String, Long> least = new HashMap<>();
        Map<String, Long> most = new HashMap<>();
        boolean cold = false;
        boolean hot = false;
        for (int number = question.from(); number < Math.min(question.end(), byNumber.size()); number++) {
            List<Delivery> must = new ArrayList<>();
            List<Delivery> may = new ArrayList<>();
            for (Delivery delivery : byNumber.get(number)) {
                if (mustBeIn(delivery, asked)) {
                    must.add(delivery);
                    boolean archived = isBeforeBoundary(delivery, asked);
                    cold |= archived;
                    hot |= !archived;
                }
                if (delivery.place() < asked.begunAfter()) {
                    may.add(delivery);
                }
            }
            add(least, question, number, must.size());
            add(most, question, number, may.size());
        }
        return verdict(asked, least, most, cold && hot);
    }

    private void add(Map<String, Long> times, SeamQuestion question, int number, int deliveries) {
        long counted = question.isOfDeliveries() ? deliveries : Math.min(1, deliveries);
        if (counted > 0) {
            question.names(number, events).forEach(name -> times.merge(name, counted, Long::sum));
        }
    }

    private static boolean mustBeIn(Delivery delivery, Asked asked) {
        BigInteger shown = asked.shownBefore().get(delivery.shard());
        boolean wasShown = shown != null && delivery.sequence().compareTo(shown) <= 0;
        return (wasShown || isBeforeBoundary(delivery, asked))
                && asked.given().gaps().stream().noneMatch(gap -> holds(gap, delivery.arrival()));
    }

    /** Of several boundaries, every one. */
    private static boolean isBeforeBoundary(Delivery delivery, Asked asked) {
        return asked.given().boundaries().stream().allMatch(boundary -> boundary.filter(delivery.arrival()::isBefore)
                .isPresent());
    }

    private static boolean holds(Gap gap, Instant arrival) {
        Optional<Instant> from = gap.arrivedFrom();
        Optional<Instant> before = gap.arrivedBefore();
        return (from.isEmpty() || !arrival.isBefore(from.get()))
                && (before.isEmpty() || arrival.isBefore(before.get()));
    }

    private static Verdict verdict(Asked asked, Map<String, Long> least, Map<String, Long> most, boolean seam) {
        Map<String, Long> given = asked.given().times();
        long missed = least.entrySet().stream()
                .mapToLong(each -> Math.max(0, each.getValue() - given.getOrDefault(each.getKey(), 0L)))
                .sum();
        long doubled = given.entrySet().stream()
                .mapToLong(each -> Math.max(0, each.getValue() - most.getOrDefault(each.getKey(), 0L)))
                .sum();
        return new Verdict(
                asked.question(),
                least.equals(most),
                seam,
                missed,
                doubled,
                asked.given().inOrder());
    }
}
