package io.github.calllake.export;

import io.github.calllake.query.AnswerStream;
import io.github.calllake.query.CallFilter;
import io.github.calllake.query.TimeRange;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of a flat view as they are, by event time, each event once; streamed. */
final class ViewReport {

    private ViewReport() {}

    /** Any view: {@code view}, and {@code columns} if not all are wanted. */
    static ExportQuestion of(ReportParameters parameters) {
        Function<TimeRange, CallFilter> calls = parameters.calls();
        List<String> columns = parameters.names("columns");
        String view = parameters.require("view");
        FlatView known = FlatViews.of(view);
        List<String> all = known.columns().stream()
                .map(FlatView.Column::name)
                .filter(name -> !name.equals("event_date"))
                .toList();
        List<String> asked = columns.isEmpty() ? all : columns;
        return new NamedReport(
                "rows",
                asked.stream()
                        .map(column -> new ExportColumn(column, type(known.column(column))))
                        .toList(),
                (tier, window) -> {
                    AnswerStream<List<@Nullable Object>> rows =
                            tier.analytics().rows(view, asked, calls.apply(window.range()));
                    return ExportRows.of(rows, List::toArray, rows::close);
                });
    }

    private static Scalar type(FlatView.Column column) {
        return switch (column.type()) {
            case VARCHAR -> Scalar.STRING;
            case JSON -> Scalar.JSON;
            case BOOLEAN -> Scalar.BOOLEAN;
            case INTEGER -> Scalar.INT;
            case BIGINT -> Scalar.BIGINT;
            case DOUBLE -> Scalar.DOUBLE;
            case TIMESTAMP -> Scalar.TIMESTAMP;
            case DATE ->
                throw new IllegalArgumentException(
                        "column " + column.name() + " is the day of event_time and cannot be exported");
        };
    }
}
