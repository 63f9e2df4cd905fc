package io.github.calllake.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.TestLake;
import io.github.calllake.query.CallAnalytics;
import io.github.calllake.query.CallFilter;
import io.github.calllake.query.TimeRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The reports that come with the product, on real tiers. */
@ExtendWith(TestLake.Shared.class)
class ReportsTest {

    private static final Map<String, Map<String, String>> PARAMETERS = Map.of(
            "rows", Map.of("view", "utterance"),
            "windows",
                    Map.of(
                            "view",
                            "utterance",
                            "size",
                            "1m",
                            "slide",
                            "10s",
                            "key",
                            "sentiment",
                            "measures",
                            "average(end_offset_millis), maximum(begin_offset_millis)"));

    private static ExportTiers tiers(TestLake lake) {
        Instant middle = lake.start().plus(2, ChronoUnit.HOURS);
        return new ExportTiers(
                Optional.of(lake.hot()),
                Optional.of(lake.cold()),
                Optional.of(() -> Optional.of(middle)),
                Duration.ZERO,
                ForkJoinPool.commonPool(),
                Clock.systemUTC());
    }

    private static ExportWindow window(TestLake lake) {
        return new ExportWindow(
                lake.start().minus(1, ChronoUnit.DAYS), lake.start().plus(1, ChronoUnit.DAYS));
    }

    private static byte[] file(ExportQuestion question, ExportTier tier, TestLake lake, OutputFormat format)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ExportRows rows = question.ask(tiers(lake).ask(tier), window(lake));
                RowFile file = format.begin(question.columns(), bytes)) {
            while (rows.hasNext()) {
                file.write(rows.next());
            }
            file.finish();
        }
        return bytes.toByteArray();
    }

    private static ExportQuestion report(String name) {
        return Reports.named(name, PARAMETERS.getOrDefault(name, Map.of()));
    }

    @Test
    void every_report_is_the_same_file_from_either_tier_and_from_both(TestLake lake) throws IOException {
        OutputFormat csv = OutputFormat.of(OutputFormat.Kind.CSV);
        for (String name : Reports.names()) {
            ExportQuestion report = report(name);
            // Arrays that a view keeps as JSON text are equal as JSON and not as text.
            ExportQuestion asked = name.equals("rows")
                    ? Reports.named(
                            "rows",
                            Map.of("view", "utterance", "columns", "call_id,event_time,transcript,sequence_number"))
                    : name.equals("category-matches") ? withoutJson(report) : report;
            String hot = new String(file(asked, ExportTier.HOT, lake, csv), StandardCharsets.UTF_8);

            assertThat(hot.lines()).as(name).hasSizeGreaterThan(1);
            assertThat(file(asked, ExportTier.COLD, lake, csv))
                    .as(name)
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(hot);
            assertThat(file(asked, ExportTier.BOTH, lake, csv))
                    .as(name)
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(hot);
        }
    }

    private static ExportQuestion withoutJson(ExportQuestion report) {
        ColumnRules rules = new ColumnRules(java.util.Set.of("matched_details"), java.util.Set.of());
        return new NamedReport(
                report.name(),
                rules.columns(report.columns()),
                (tier, window) -> rules.applied(report.ask(tier, window), report.columns()));
    }

    @Test
    void its_numbers_are_those_of_call_analytics(TestLake lake) throws IOException {
        TimeRange range = window(lake).range();
        Map<String, Long> counts = new HashMap<>();
        CallAnalytics analytics = CallAnalytics.over(lake.hot());
        analytics
                .countEvents(CallFilter.in(range))
                .forEach(count -> counts.put(count.type().text(), count.events()));
        byte[] json = file(report("freshness"), ExportTier.HOT, lake, OutputFormat.of(OutputFormat.Kind.JSON));
        Map<String, Long> exported = new HashMap<>();
        for (String line : new String(json, StandardCharsets.UTF_8).split("\n")) {
            var row = new ObjectMapper().readTree(line);
            exported.put(
                    row.required("detail_type").asText(), row.required("events").asLong());
        }

        assertThat(exported).isEqualTo(counts);
        assertThat(new String(
                                file(report("calls"), ExportTier.HOT, lake, OutputFormat.of(OutputFormat.Kind.CSV)),
                                StandardCharsets.UTF_8)
                        .lines())
                .hasSize(1 + analytics.calls(CallFilter.in(range)).items().size());
    }

    @Test
    void parameters_that_are_wrong_are_named_all_at_once() {
        assertThatThrownBy(() -> Reports.named("sentiment", Map.of("span", "an hour", "colour", "blue")))
                .hasMessageContaining("'an hour' is no span of time")
                .hasMessageContaining("there is no parameter colour");
        assertThatThrownBy(() -> Reports.named("windows", Map.of("size", "1m")))
                .hasMessageContaining("either view, a flat view, or table");
        assertThatThrownBy(() -> Reports.named("calls-by-moon", Map.of())).hasMessageContaining("there is no report");
        assertThatThrownBy(() -> Reports.named("rows", Map.of("view", "moon"))).hasMessageContaining("moon");
    }

    @Test
    void sliding_windows_go_out_once_each_whatever_windows_the_job_has(TestLake lake) throws IOException {
        ExportQuestion report = report("windows");
        Instant from = lake.start().minus(1, ChronoUnit.HOURS);
        Instant to = lake.start().plus(1, ChronoUnit.HOURS);
        StringBuilder parts = new StringBuilder();
        for (Instant at = from; at.isBefore(to); at = at.plus(10, ChronoUnit.MINUTES)) {
            parts.append(lines(report, lake, new ExportWindow(at, at.plus(10, ChronoUnit.MINUTES))));
        }

        assertThat(parts.toString())
                .isEqualTo(lines(report, lake, new ExportWindow(from, to)))
                .isNotEmpty();
    }

    private static String lines(ExportQuestion report, TestLake lake, ExportWindow window) {
        StringBuilder lines = new StringBuilder();
        try (ExportRows rows = report.ask(tiers(lake).ask(ExportTier.HOT), window)) {
            rows.forEachRemaining(
                    row -> lines.append(List.of(java.util.Arrays.toString(row))).append('\n'));
        }
        return lines.toString();
    }
}
