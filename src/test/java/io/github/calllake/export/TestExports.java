package io.github.calllake.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.export.LedgerEntry.Action;
import io.github.calllake.schema.ColumnType.Scalar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Exports of rows that are known beforehand, into a place, and what must be true of that place in the end. */
final class TestExports {

    static final Instant BEGIN = Instant.parse("2026-03-28T22:00:00Z");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration NO_CLAIM = Duration.ofNanos(1);
    /** Two rows an object. */
    private static final long OBJECT_BYTES = 60;

    private final ExportStores stores;
    private final String state;
    private String destination;
    private String name = "known";
    private Duration sendFor = Duration.ofSeconds(30);
    private final int windows;
    private final Clock clock;
    private final QueryEngine unasked =
            RedshiftEngine.open(RedshiftSettings.of("jdbc:redshift://localhost:1/none", "nobody", ""));

    TestExports(ExportStores stores, String place, int windows) {
        this.stores = stores;
        this.state = place + "/state";
        this.destination = place + "/out";
        this.windows = windows;
        this.clock =
                Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), BEGIN.plus(Duration.ofHours(windows))));
    }

    TestExports to(String address) {
        destination = address;
        return this;
    }

    TestExports named(String job) {
        name = job;
        return this;
    }

    TestExports sendingFor(Duration time) {
        sendFor = time;
        return this;
    }

    ExportStore state() {
        return stores.at(state);
    }

    /** As a process that ends here: nothing that catches exceptions sees it. */
    static final class Stopped extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Three rows a window, which say whose they are; complete up to the last window. */
    private record KnownRows(Instant complete) implements ExportQuestion {
        @Override
        public String name() {
            return "known";
        }

        @Override
        public List<ExportColumn> columns() {
            return List.of(
                    new ExportColumn("window_from", Scalar.TIMESTAMP),
                    new ExportColumn("row_number", Scalar.BIGINT),
                    new ExportColumn("said", Scalar.STRING));
        }

        @Override
        public ExportRows ask(AskedTier tier, ExportWindow window) {
            return ExportRows.of(
                    IntStream.range(0, 3).boxed(),
                    number -> ExportRows.row(window.from(), (long) number, "row " + number + ", \"quoted\""));
        }

        @Override
        public boolean knowsItself() {
            return true;
        }

        @Override
        public Optional<Instant> complete(AskedTier tier) {
            return Optional.of(complete);
        }
    }

    ExportJob job() {
        return job(windows, false, 1000);
    }

    /** @param complete how many windows are complete */
    ExportJob job(int complete, boolean provisional, int catchUp) {
        return job(complete, provisional, catchUp, BEGIN);
    }

    private ExportJob job(int complete, boolean provisional, int catchUp, Instant start) {
        return new ExportJob(
                name,
                new KnownRows(BEGIN.plus(Duration.ofHours(complete))),
                ExportTier.HOT,
                new WindowGrid.Equal(Duration.ofHours(1)),
                Duration.ZERO,
                OutputFormat.of(OutputFormat.Kind.CSV),
                Destination.parse(destination),
                ColumnRules.none(),
                catchUp,
                provisional,
                Optional.of(start));
    }

    /** All windows are complete, and whoever names none begins there. */
    ExportJob beginning(Instant start) {
        return job(windows, false, 1000, start);
    }

    JobStatus status() {
        return ExportRunner.status(state, stores, name);
    }

    ExportRunner runner(ExportStep.Observer steps) {
        return runner(steps, NO_CLAIM);
    }

    ExportRunner runner(ExportStep.Observer steps, Duration claim) {
        return runner(steps, claim, clock);
    }

    ExportRunner runner(ExportStep.Observer steps, Duration claim, Clock clock) {
        ExportTiers tiers = new ExportTiers(
                Optional.of(unasked), Optional.empty(), Optional.empty(), Duration.ZERO, Runnable::run, clock);
        return new ExportRunner(
                new ExportSettings(state, claim, sendFor, OBJECT_BYTES), new ExportTools(stores, tiers, clock, steps));
    }

    /** Runs until nothing is due. */
    void finish() {
        runner(ExportStep.Observer.NONE).run(job(), RunRequest.due());
    }

    ExportStore out() {
        return stores.at(destination);
    }

    List<LedgerEntry> entries() {
        ExportLedger ledger = new ExportLedger(stores.at(state), "known");
        List<LedgerEntry> entries = new ArrayList<>();
        for (Optional<LedgerEntry> entry = ledger.entry(1);
                entry.isPresent();
                entry = ledger.entry(entries.size() + 1L)) {
            entries.add(entry.get());
        }
        return entries;
    }

    /** Each window once in the ledger and by its manifest, with the right rows, and nothing that no manifest names. */
    void verify() throws IOException {
        assertThat(entries().stream()
                        .filter(entry -> entry.action() == Action.EXPORTED)
                        .map(entry -> entry.window().from()))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, windows)
                        .mapToObj(i -> BEGIN.plus(Duration.ofHours(i)))
                        .toList());
        Map<String, String> content = content();
        TreeSet<String> unnamed = new TreeSet<>(content.keySet());
        int manifests = 0;
        for (String key : List.copyOf(unnamed)) {
            if (key.contains("/_manifests/")) {
                manifests++;
                unnamed.remove(key);
                unnamed.removeAll(verifyManifest(MAPPER.readTree(content.get(key)), content));
            }
        }
        assertThat(manifests).isEqualTo(windows);
        assertThat(unnamed).isEmpty();
    }

    private static List<String> verifyManifest(JsonNode manifest, Map<String, String> content) {
        Instant from = Instant.parse(manifest.required("from").asText());
        List<String> keys = new ArrayList<>();
        StringBuilder rows = new StringBuilder();
        manifest.required("objects").forEach(object -> {
            String key = object.required("key").asText();
            keys.add(key);
            String text = content.get(key);
            assertThat(text).as(key).isNotNull();
            assertThat(Sha256.hex(text.getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(object.required("sha256").asText());
            assertThat(text).startsWith("window_from,row_number,said\r\n");
            rows.append(text.substring(text.indexOf('\n') + 1));
        });
        String time = from.toString().replace("Z", ".000Z");
        assertThat(rows.toString())
                .isEqualTo(IntStream.range(0, 3)
                        .mapToObj(i -> time + "," + i + ",\"row " + i + ", \"\"quoted\"\"\"\r\n")
                        .collect(java.util.stream.Collectors.joining()));
        assertThat(manifest.required("rows").asInt()).isEqualTo(3);
        assertThat(manifest.required("provisional").asBoolean()).isFalse();
        return keys;
    }

    /** All objects at the destination. */
    Map<String, String> content() {
        Map<String, String> content = new TreeMap<>();
        for (String key : out().list("known/", "")) {
            content.put(key, new String(out().get(key).orElseThrow(), StandardCharsets.UTF_8));
        }
        return content;
    }
}
