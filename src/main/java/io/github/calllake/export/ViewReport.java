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

    private static final List<String> RECORDING = List.of(
            "event_time",
            "call_id",
            "transaction_id",
            "voice_connector_id",
            "from_number",
            "to_number",
            "direction",
            "call_event_type",
            "detail_subtype",
            "s3_media_object_console_url",
            "recording_duration_seconds",
            "recording_start_time",
            "recording_end_time");

    private ViewReport() {}

    static ExportQuestion recordings(ReportParameters parameters) {
        return of("recordings", "recording", RECORDING, parameters.calls());
    }

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
        return of("rows", view, columns.isEmpty() ? all : columns, calls);
    }

    private static ExportQuestion of(
            String name, String view, List<String> columns, Function<TimeRange, CallFilter> calls) {
        FlatView known = FlatViews.of(view);
        return new NamedReport(
                name,
                columns.stream()
                        .map(column -> new ExportColumn(column, type(known.column(column))))
                        .toList(),
                (tier, window) -> {
                    AnswerStream<List<@Nullable Object>> rows =
                            tier.analytics().rows(view, columns, calls.apply(window.range()));
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
