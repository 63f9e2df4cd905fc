package io.github.calllake.cli.bench;

import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.QueryOptions;
import io.github.calllake.engine.QueryRows;
import java.util.Locale;
import java.util.stream.Stream;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The process that reads the rows. Arguments: the database, how many thousands of rows. */
public final class SmallHeapWorker {

    private SmallHeapWorker() {}

    /** Prints how many rows there were, how long it took and how much heap was in use at most. */
    public static void main(String[] args) {
        long start = System.nanoTime();
        long rows = 0;
        long ids = 0;
        try (AthenaEngine engine = AthenaEngine.open(AthenaSettings.of(args[0]));
                QueryRows<? extends Record> answer = engine.open(
                        engine.sql()
                                .select(
                                        DSL.field("a.n * 1000 + b.n", SQLDataType.BIGINT),
                                        DSL.field("concat('call-', cast(a.n as varchar))", SQLDataType.VARCHAR),
                                        DSL.field("'a text of the length of a short utterance'", SQLDataType.VARCHAR),
                                        DSL.field("cast(b.n as double) / 1000", SQLDataType.DOUBLE),
                                        DSL.field("b.n % 2 = 0", SQLDataType.BOOLEAN),
                                        DSL.field(
                                                "date_add('second', b.n, timestamp '2026-03-01 00:00:00')",
                                                SQLDataType.LOCALDATETIME))
                                .from(DSL.table("unnest(sequence(1, " + Integer.parseInt(args[1])
                                        + ")) as a (n) cross join unnest(sequence(0, 999)) as b (n)")),
                        QueryOptions.standard().onAnyDay());
                Stream<? extends Record> stream = answer.stream()) {
            for (var each = stream.iterator(); each.hasNext(); ) {
                ids += each.next().get(0, Long.class);
                rows++;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%d rows (sum of ids %d) in %.1f s, heap at most %s MB%n",
                rows,
                ids,
                (System.nanoTime() - start) / 1e9,
                BenchWorker.peakHeap());
    }
}
