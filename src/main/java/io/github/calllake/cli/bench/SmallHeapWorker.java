package io.github.calllake.cli.bench;

import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.query.ColdTierProbe;
import java.util.Locale;

/** The process that reads the rows. Arguments: the database, how many thousands of rows. */
public final class SmallHeapWorker {

    private SmallHeapWorker() {}

    /** Prints how many rows there were, how long it took and how much heap was in use at most. */
    public static void main(String[] args) {
        try (AthenaEngine engine = AthenaEngine.open(AthenaSettings.of(args[0]))) {
            ColdTierProbe.Taken taken = new ColdTierProbe(engine).manyRows(Integer.parseInt(args[1]));
            System.out.printf(
                    Locale.ROOT,
                    "%d rows in %.1f s, heap at most %s MB%n",
                    taken.rows(),
                    taken.seconds(),
                    BenchWorker.peakHeap());
        }
    }
}
