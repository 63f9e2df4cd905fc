package io.github.calllake.export;

import static io.github.calllake.export.Reports.column;
import static io.github.calllake.schema.ColumnType.Scalar.BIGINT;
import static io.github.calllake.schema.ColumnType.Scalar.DOUBLE;
import static io.github.calllake.schema.ColumnType.Scalar.STRING;
import static io.github.calllake.schema.ColumnType.Scalar.TIMESTAMP;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.query.TimeRange;
import io.github.calllake.query.WindowQuestion;
import io.github.calllake.query.WindowQuestion.Measure;
import io.github.calllake.query.WindowRow;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Sliding windows by the definition of {@code HOP} in Flink SQL: those that end in the job's window, its start excluded and its end
 * included, with all their rows. With a job whose windows are as long as the slide, each sliding window is exported once, when it is
 * over.
 *
 * @param question with any range
 */
record WindowsReport(WindowQuestion question) implements ExportQuestion {

    /** Sums of doubles depend on their order in the last digits, which engines do not promise. */
    private static final MathContext STEADY = new MathContext(12, RoundingMode.HALF_EVEN);

    private static final TimeRange ANY = TimeRange.startingAt(Instant.EPOCH, Duration.ofSeconds(1));

    /** From {@code size}, {@code slide}, {@code view} or {@code table} and {@code time-column}, {@code key} and {@code measures}. */
    static ExportQuestion of(ReportParameters parameters) {
        Duration size = parameters.duration("size", Duration.ofMinutes(1));
        Duration slide = parameters.duration("slide", size);
        Optional<String> table = parameters.text("table");
        Optional<String> view = parameters.text("view");
        String timeColumn = parameters.text("time-column").orElse("event_time");
        Optional<String> key = parameters.text("key");
        List<String> measures = parameters.names("measures");
        if (table.isPresent() == view.isPresent()) {
            throw new IllegalArgumentException("either view, a flat view, or table, one of your own, is to be given");
        }
        WindowQuestion question = table.map(name -> WindowQuestion.overTable(name, timeColumn, ANY))
                .orElseGet(() -> WindowQuestion.over(view.orElseThrow(), ANY))
                .hopping(size, slide);
        if (key.isPresent()) {
            question = question.by(key.get());
        }
        for (String measure : measures) {
            question = with(question, measure);
        }
        return new WindowsReport(question);
    }

    /** As {@code average(column)}. */
    private static WindowQuestion with(WindowQuestion question, String measure) {
        String[] parts = measure.split("[()]", -1);
        if (parts.length != 3 || !parts[2].isEmpty()) {
            throw new IllegalArgumentException("'" + measure + "' is no measure such as average(column)");
        }
        return switch (parts[0]) {
            case "average" -> question.average(parts[1]);
            case "sum" -> question.sum(parts[1]);
            case "minimum" -> question.minimum(parts[1]);
            case "maximum" -> question.maximum(parts[1]);
            default ->
                throw new IllegalArgumentException(
                        "'" + parts[0] + "' is no measure; average, sum, minimum and maximum are");
        };
    }

    @Override
    public String name() {
        return "windows";
    }

    @Override
    public List<ExportColumn> columns() {
        List<ExportColumn> columns = new ArrayList<>(List.of(
                column("window_start", TIMESTAMP),
                column("window_end", TIMESTAMP),
                column(question.key().orElse("key"), STRING),
                column("row_count", BIGINT)));
        for (Measure measure : question.measures()) {
            columns.add(column(measure.kind().name().toLowerCase(Locale.ROOT) + "_" + measure.column(), DOUBLE));
        }
        return columns;
    }

    @Override
    public ExportRows ask(AskedTier tier, ExportWindow window) {
        // A whole second behind the bounds, where both are moved from starts to ends.
        TimeRange starts = new TimeRange(
                window.from().minus(question.size()).plusSeconds(1),
                window.to().minus(question.size()).plusSeconds(1));
        WindowQuestion asked = new WindowQuestion(
                question.table(),
                question.timeColumn(),
                starts,
                question.size(),
                question.slide(),
                question.key(),
                question.measures());
        return ExportRows.of(tier.analytics().windows(asked).stream(), this::row);
    }

    private @Nullable Object[] row(WindowRow row) {
        List<@Nullable Object> values = new ArrayList<>(Arrays.asList(row.start(), row.end(), row.key(), row.count()));
        row.measures().forEach(value -> values.add(value == null ? null : steady(value)));
        return values.toArray();
    }

    private static Double steady(double value) {
        return Double.isFinite(value) ? new BigDecimal(value).round(STEADY).doubleValue() : value;
    }

    @Override
    public boolean takes(ExportTier tier) {
        return !ofOwnTable() || tier == ExportTier.HOT;
    }

    private boolean ofOwnTable() {
        return io.github.calllake.schema.FlatViews.all().stream()
                .noneMatch(view -> view.name().equals(question.table()));
    }

    /** Of a table of one's own nobody else knows how far it is. */
    @Override
    public boolean knowsItself() {
        return ofOwnTable();
    }

    /** The newest time in the table: as a stream processor without a timer has it, a quiet table closes no window. */
    @Override
    public Optional<Instant> complete(AskedTier tier) {
        QueryEngine engine = tier.engine().orElseThrow();
        Field<LocalDateTime> newest = DSL.max(DSL.field(DSL.name(question.timeColumn()), LocalDateTime.class))
                .as("newest");
        return engine
                .list(engine.sql()
                        .select(newest)
                        .from(DSL.table(DSL.name(question.table().split("\\.", 2)))))
                .stream()
                .map(row -> row.get(newest))
                .filter(time -> time != null)
                .map(time -> time.toInstant(ZoneOffset.UTC))
                .findFirst();
    }
}
