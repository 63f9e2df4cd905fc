package io.github.calllake.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.event.DetailType;
import io.github.calllake.query.TierComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a demo found, as a table for people and as JSON for programs. */
record DemoReport(
        DemoPut put,
        long failed,
        Map<DetailType, Long> redshift,
        Map<DetailType, Long> athena,
        TierComparison.Result comparison,
        DemoTranscripts transcripts,
        Sessions sessions,
        String lake) {

    /** Sessions with post-call files: written, and found in the lake's view of them. */
    record Sessions(long written, long found) {}

    private static final int COMPLAINTS_SHOWN = 10;

    boolean agree() {
        return complaints().isEmpty();
    }

    /** What keeps the demo from success; nothing if there is nothing. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (DetailType type : DetailType.values()) {
            if (put.events(type) != in(redshift, type) || put.events(type) != in(athena, type)) {
                complaints.add(type + ": " + put.events(type) + " put, " + in(redshift, type) + " in Redshift, "
                        + in(athena, type) + " in the lake");
            }
        }
        if (put.records() != failed + sum(athena)) {
            complaints.add(put.records() + " put, but " + sum(athena) + " in the lake and " + failed + " failed");
        }
        comparison.differences().stream().limit(COMPLAINTS_SHOWN).forEach(each -> complaints.add(each.toString()));
        if (comparison.differenceCount() > COMPLAINTS_SHOWN) {
            complaints.add(comparison.differenceCount() + " differences between the tiers in all");
        }
        if (sessions.written() != sessions.found()) {
            complaints.add(sessions.written() + " sessions have post-call files, but " + sessions.found()
                    + " are in post_call");
        }
        if (!transcripts.agree()) {
            complaints.add("The tiers tell the transcript of call " + transcripts.callId() + " differently");
        }
        return complaints;
    }

    String table() {
        StringBuilder table = new StringBuilder();
        table.append(row("detail type", "put", "Redshift", "lake", "failed"));
        for (DetailType type : DetailType.values()) {
            table.append(row(type.text(), put.events(type), in(redshift, type), in(athena, type), ""));
        }
        long events = put.records() - failed;
        table.append(row("no event", put.records() - sumOfEvents(), "", "", failed));
        table.append(row("all", put.records(), sum(redshift), sum(athena), failed));
        table.append(System.lineSeparator());
        table.append(transcripts.text());
        table.append(System.lineSeparator());
        table.append(String.format(
                Locale.ROOT,
                "%d of %d records are events; %d rows compared: %s. The lake is %s.",
                events,
                put.records(),
                comparison.rowsCompared(),
                agree() ? "both tiers agree" : "the tiers DIFFER",
                lake));
        return table.toString();
    }

    String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("put", put.records());
        json.put("failed", failed);
        counts(json.putObject("redshift"), redshift);
        counts(json.putObject("athena"), athena);
        json.put("post_call_sessions", sessions.found());
        json.put("rows_compared", comparison.rowsCompared());
        json.put("agree", agree());
        json.put("lake", lake);
        return json.toString();
    }

    private static void counts(ObjectNode json, Map<DetailType, Long> counts) {
        counts.forEach((type, count) -> json.put(type.text(), count));
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-40s %8s %10s %8s %8s%n", cells);
    }

    private long sumOfEvents() {
        long sum = 0;
        for (DetailType type : DetailType.values()) {
            sum += put.events(type);
        }
        return sum;
    }

    private static long in(Map<DetailType, Long> counts, DetailType type) {
        return counts.getOrDefault(type, 0L);
    }

    private static long sum(Map<DetailType, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
