package io.github.calllake.cli.bench;

import io.github.calllake.lake.LakeLayout;
import io.github.calllake.query.ColdTierProbe;
import io.github.calllake.query.ColdTierProbe.Taken;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

/** One call's utterances through the flat view, and as queries written for the Chime data lake find them. */
final class AthenaLookups {

    private final ColdTierProbe probe;
    private final RolledCalls calls;
    private final LocalDate first;
    private final LocalDate last;
    private final BenchAthenaCommand.Report report;

    AthenaLookups(ColdTierProbe probe, RolledCalls calls, int days, BenchAthenaCommand.Report report) {
        this.probe = probe;
        this.calls = calls;
        this.first = LakeLayout.dayOf(RolledCalls.START);
        this.last = first.plusDays(days - 1L);
        this.report = report;
    }

    private interface Way {
        Taken ask(String callId, LocalDate from, LocalDate to);
    }

    void run(List<String> ids) {
        // The stack reads what columns a file has once, whoever asks first.
        probe.lookup(ids.get(0), first, last);
        probe.chimeLookup(ids.get(0), first, last);
        for (boolean ofItsDay : List.of(true, false)) {
            String days = ofItsDay ? "of its day" : "of all days";
            Taken flat = ask(ids, ofItsDay, probe::lookup);
            Taken chime = ask(ids, ofItsDay, probe::chimeLookup);
            say("one call " + days + ", flat view", flat, ids.size());
            say("one call " + days + ", json_extract_scalar(metadata)", chime, ids.size());
            report.say(
                    "one call %s: the flat view reads %.1f %% of the bytes in %.1f %% of the time%s",
                    days,
                    100.0 * flat.bytes() / chime.bytes(),
                    100 * flat.seconds() / chime.seconds(),
                    flat.rows() == chime.rows() ? "" : "; THE ROWS DIFFER: " + flat.rows() + " and " + chime.rows());
        }
    }

    private void say(String what, Taken taken, int asked) {
        report.say(
                "%s: %.3f MB scanned and %.0f ms a query, %d rows in all",
                what, taken.bytes() / 1e6 / asked, 1000 * taken.seconds() / asked, taken.rows());
    }

    private Taken ask(List<String> ids, boolean ofItsDay, Way way) {
        Taken all = new Taken(0, 0, 0);
        for (String id : ids) {
            LocalDate day = Objects.requireNonNull(calls.calls().get(id));
            all = all.plus(ofItsDay ? way.ask(id, day, day) : way.ask(id, first, last));
        }
        return all;
    }
}
