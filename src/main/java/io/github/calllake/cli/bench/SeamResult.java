package io.github.calllake.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.cli.bench.SeamJudge.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What a run of {@code bench seam} found of one way of asking.
 *
 * @param took until the last question was answered
 * @param deliveries records put
 * @param again how many of them were an event's second delivery
 * @param shards of the stream in the end, closed ones included
 * @param trimmed rows that the hot tier lost
 * @param refused questions that the hot tier could not answer while it was made anew, or that this overlapped
 * @param faultless whether what is in the stream is what was put
 * @param verdicts one for each question that was answered
 */
record SeamResult(
        SeamSettings settings,
        Duration took,
        int deliveries,
        int again,
        int shards,
        long trimmed,
        int refused,
        boolean faultless,
        List<Verdict> verdicts) {

    SeamResult {
        verdicts = List.copyOf(verdicts);
    }

    /** Whether no answer missed or doubled anything. */
    boolean holds() {
        return faultless && verdicts.stream().allMatch(Verdict::holds);
    }

    long missed() {
        return verdicts.stream().mapToLong(Verdict::missed).sum();
    }

    long doubled() {
        return verdicts.stream().mapToLong(Verdict::doubled).sum();
    }

    long count(Predicate<Verdict> which) {
        return verdicts.stream().filter(which).count();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(
                String.format(
                        Locale.ROOT,
                        "seed %d: %d records in %d s, %d of them again; arrival times %d ms out of order; %d shards; %d rows"
                                + " trimmed%s",
                        settings.seed(),
                        deliveries,
                        took.toSeconds(),
                        again,
                        settings.margin().toMillis(),
                        shards,
                        trimmed,
                        settings.rebuilds()
                                ? "; hot tier made anew, " + refused + " questions refused or left out"
                                : ""),
                String.format(
                        Locale.ROOT,
                        "%d answers, %d of them across the boundary, %d with one right answer, %d both",
                        verdicts.size(),
                        count(Verdict::seam),
                        count(Verdict::exact),
                        count(verdict -> verdict.seam() && verdict.exact())),
                String.format(
                        Locale.ROOT,
                        "missed %d, doubled %d, out of order %d, in %d answers",
                        missed(),
                        doubled(),
                        count(verdict -> !verdict.inOrder()),
                        count(verdict -> !verdict.holds()))));
        if (!faultless) {
            lines.add("the stream does not hold what was put");
        }
        verdicts.stream()
                .filter(verdict -> !verdict.holds())
                .limit(5)
                .forEach(verdict -> lines.add(verdict.toString()));
        return lines;
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("seed", settings.seed())
                .put("seconds", took.toSeconds())
                .put("rate", settings.rate())
                .put("records", deliveries)
                .put("again", again)
                .put("shards", shards)
                .put("trimmed", trimmed)
                .put("refused", refused)
                .put("answers", verdicts.size())
                .put("acrossTheBoundary", count(Verdict::seam))
                .put("exact", count(Verdict::exact))
                .put("missed", missed())
                .put("doubled", doubled())
                .put("outOfOrder", count(verdict -> !verdict.inOrder()))
                .put("holds", holds());
        return json;
    }
}
