package io.github.calllake.cli.bench;

import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.QueryOptions;
import io.github.calllake.engine.QueryRows;
import io.github.calllake.engine.QueryStats;
import io.github.calllake.lake.LakeLayout;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** One call's utterances through the flat view, and as queries written for the Chime data lake find them. */
final class AthenaLookups {

    private final AthenaEngine engine;
    private final RolledCalls calls;
    private final LocalDate first;
    private final LocalDate last;
    private final BenchAthenaCommand.Report report;

    AthenaLookups(AthenaEngine engine, RolledCalls calls, int days, BenchAthenaCommand.Report report) {
        this.engine = engine;
        this.calls = calls;
        this.first = LakeLayout.dayOf(RolledCalls.START);
        this.last = first.plusDays(days - 1L);
        this.report = report;
    }

    /** What a way of asking took on the whole. */
    private record Taken(long rows, long bytes, double seconds) {}

    void run(List<String> ids) {
        for (boolean ofItsDay : List.of(true, false)) {
            String days = ofItsDay ? "of its day" : "of all days";
            Taken flat = ask(ids, ofItsDay, this::flat);
            Taken chime = ask(ids, ofItsDay, this::chime);
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

    private Taken ask(List<String> ids, boolean ofItsDay, BiFunction<String, Days, Select<Record>> query) {
        long rows = 0;
        long bytes = 0;
        long start = System.nanoTime();
        for (String id : ids) {
            LocalDate day = Objects.requireNonNull(calls.calls().get(id));
            Days days = ofItsDay ? new Days(day, day) : new Days(first, last);
            try (QueryRows<Record> answer =
                    engine.open(query.apply(id, days), QueryOptions.standard().onAnyDay())) {
                rows += answer.list().size();
                QueryStats stats = answer.stats();
                bytes += stats.bytesScanned().orElse(0);
            }
        }
        return new Taken(rows, bytes, (System.nanoTime() - start) / 1e9);
    }

    private record Days(LocalDate from, LocalDate to) {}

    private Select<Record> flat(String id, Days days) {
        return select(
                "utterance",
                List.of("event_time_text", "participant_role", "sentiment", "transcript"),
                DSL.condition("call_id = {0}", DSL.inline(id)),
                DSL.condition("event_date between {0} and {1}", DSL.inline(days.from()), DSL.inline(days.to())));
    }

    private Select<Record> chime(String id, Days days) {
        return select(
                "transcribe_call_analytics",
                List.of(
                        "\"time\"",
                        "utteranceevent.participantrole",
                        "utteranceevent.sentiment",
                        "utteranceevent.transcript"),
                DSL.condition("json_extract_scalar(metadata, '$.callId') = {0}", DSL.inline(id)),
                DSL.condition(
                        "year || '-' || month || '-' || day between {0} and {1}",
                        DSL.inline(days.from().toString()), DSL.inline(days.to().toString())));
    }

    private Select<Record> select(String from, List<String> columns, Condition... conditions) {
        return engine.sql()
                .select(columns.stream()
                        .map(column -> DSL.field(column, SQLDataType.VARCHAR).as(column.replaceAll(".*[.]|\"", "")))
                        .toList())
                .from(DSL.table(engine.qualified(from)))
                .where(Stream.of(conditions).toList());
    }
}
