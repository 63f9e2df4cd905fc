package io.github.calllake.export;

import java.util.List;
import java.util.function.BiFunction;

/**
 * A report that comes with the product, with its parameters filled in.
 *
 * @param rows asks it
 */
record NamedReport(String name, List<ExportColumn> columns, BiFunction<AskedTier, ExportWindow, ExportRows> rows)
        implements ExportQuestion {

    NamedReport {
        columns = List.copyOf(columns);
    }

    @Override
    public ExportRows ask(AskedTier tier, ExportWindow window) {
        return rows.apply(tier, window);
    }
}
