package io.github.calllake.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.cli.bench.Visibility.Percentiles;
import io.github.calllake.local.S3FaultProxy.Fault;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code bench crash} found.
 *
 * @param settings what was asked for
 * @param kills how many there were
 * @param put events that were put and answered, each in an aggregate by itself
 * @param compared the stream against the lake
 * @param unfinishedCuts kills that left a cut in the log without its progress
 * @param rewritten objects of such cuts that were there already, and were written again
 * @param different of these, how many have other bytes than before, or are gone
 * @param firstCut from the start of a process, or the kill where others take over, to the first new cut
 * @param caughtUp and until all was archived that had been put when it was killed
 * @param faults how many requests to S3 were struck, by kind
 */
record CrashResult(
        CrashSettings settings,
        int kills,
        long put,
        CrashComparison compared,
        long unfinishedCuts,
        long rewritten,
        long different,
        Percentiles firstCut,
        Percentiles caughtUp,
        Map<Fault, Long> faults)
        implements CrashOutcome {

    /** Whether all is as promised. */
    @Override
    public boolean holds() {
        return compared.agrees() && compared.records() >= put && different == 0;
    }

    @Override
    public List<String> lines() {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%d kills, %d archivers%s, seed %d: %d events put; %d records in the stream, on %d shards; %d rows and"
                                + " %d failed events in %d files",
                        kills,
                        settings.processes(),
                        settings.fleets() > 0 ? " of " + settings.fleets() + " fleets" : "",
                        settings.seed(),
                        put,
                        compared.records(),
                        compared.shards(),
                        compared.rows(),
                        compared.failed(),
                        compared.files()),
                String.format(
                        Locale.ROOT,
                        "%d missing, %d doubled, %d unknown",
                        compared.missing(),
                        compared.doubled(),
                        compared.unknown()),
                "unfinished cuts found after kills: " + unfinishedCuts + "; objects written again: " + rewritten
                        + ", with other bytes than before: " + different,
                "faults of S3: " + (faults.isEmpty() ? "none asked for" : faults.toString()),
                (settings.fleets() > 0 ? "from the kill" : "from the restart") + " to the first new cut: "
                        + firstCut.text(),
                "and until all was archived that had been put at the kill: " + caughtUp.text());
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("kills", kills)
                .put("fleets", settings.fleets())
                .put("archivers", settings.processes())
                .put("seed", settings.seed())
                .put("put", put)
                .put("shards", compared.shards())
                .put("records", compared.records())
                .put("rows", compared.rows())
                .put("failed", compared.failed())
                .put("files", compared.files())
                .put("missing", compared.missing())
                .put("doubled", compared.doubled())
                .put("unknown", compared.unknown())
                .put("unfinishedCuts", unfinishedCuts)
                .put("rewrittenObjects", rewritten)
                .put("differentObjects", different);
        ObjectNode struck = json.putObject("s3Faults");
        faults.forEach((fault, times) -> struck.put(fault.name(), times));
        json.set("firstCutMillis", firstCut.json());
        json.set("caughtUpMillis", caughtUp.json());
        return json;
    }
}
