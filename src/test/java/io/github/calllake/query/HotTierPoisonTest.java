package io.github.calllake.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import io.github.calllake.engine.HotTierMigrations;
import io.github.calllake.engine.HotTierSettings;
import io.github.calllake.engine.HotTierTopology;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.event.CallEvent;
import io.github.calllake.event.EventDecoder;
import io.github.calllake.schema.EventTables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;

/** Records that no producer should send, over Kinesis into both topologies. */
@ExtendWith(TestLake.Shared.class)
class HotTierPoisonTest {

    private static final String STREAM = "poison";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String LAST = "after-all-poison";
    private static final String TIMELESS = "began-at-no-time";

    @Test
    void no_view_stops_or_raises_and_every_record_is_a_row_or_is_kept_as_it_came(TestLake lake) throws Exception {
        List<byte[]> records = new ArrayList<>(poison());
        records.add(utterance("{\\\"callId\\\":\\\"" + LAST + "\\\",\\\"voiceconnectorId\\\":\\\"vc\\\"}"));
        try (KinesisClient kinesis =
                        lake.client(KinesisClient.builder(), lake.aws().kinesisEndpoint());
                QueryEngine perType = migrated(lake, kinesis, "poisoned", HotTierTopology.PER_DETAIL_TYPE);
                QueryEngine landing = migrated(lake, kinesis, "poisoned_landing", HotTierTopology.LANDING)) {
            assertThatThrownBy(() -> put(kinesis, new byte[2 * 1024 * 1024]))
                    .as("2 MiB, which the stream itself refuses")
                    .isInstanceOf(KinesisException.class);
            records.forEach(record -> put(kinesis, record));

            long events = records.stream()
                    .filter(record -> EventDecoder.decode(record) instanceof CallEvent)
                    .count();
            awaitCall(landing);
            awaitCall(perType);
            awaitEvents(perType, events);

            assertThat(events).isGreaterThan(50).isLessThan(records.size());
            assertThat(events(perType)).isEqualTo(events);
            assertThat(events(landing)).isEqualTo(events);
            assertThat(count(landing, "landing")).isEqualTo(records.size());
            assertThat(unread(landing)).containsAll(mustBeUnread()).allSatisfy(hex -> assertThat(
                            records.stream().map(HexFormat.of()::formatHex))
                    .contains(hex));

            TierComparison.Result views = new TierComparison(perType, landing).compareFlatViews();
            assertThat(views.differences()).isEmpty();
            assertThat(views.rowsCompared()).isGreaterThan(events);
            assertThat(voiceConnectors(perType)).containsExactly("vc");
            for (QueryEngine engine : List.of(perType, landing)) {
                assertThat(CallAnalytics.over(engine)
                                .transcript(
                                        TIMELESS,
                                        TimeRange.startingAt(
                                                Instant.now().minus(PATIENCE.multipliedBy(5)), Duration.ofHours(1)))
                                .items())
                        .satisfiesExactly(line -> {
                            assertThat(line.beginOffsetMillis()).isNull();
                            assertThat(line.endOffsetMillis()).isEqualTo(1235);
                        });
            }
        }
        lake.drop("poisoned", "poisoned_landing");
    }

    private static QueryEngine migrated(TestLake lake, KinesisClient kinesis, String schema, HotTierTopology topology) {
        if (!kinesis.listStreams().streamNames().contains(STREAM)) {
            kinesis.createStream(request -> request.streamName(STREAM).shardCount(1));
            kinesis.waiter().waitUntilStreamExists(request -> request.streamName(STREAM));
        }
        HotTierMigrations.migrate(
                lake.redshift(schema), HotTierSettings.of(schema, STREAM).withTopology(topology));
        return RedshiftEngine.open(lake.redshift(schema));
    }

    private static void put(KinesisClient kinesis, byte[] data) {
        kinesis.putRecord(
                request -> request.streamName(STREAM).partitionKey("p").data(SdkBytes.fromByteArrayUnsafe(data)));
    }

    /** One shard keeps the order, so all records before the last are in as well. */
    private static void awaitCall(QueryEngine engine) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (voiceConnectors(engine).isEmpty()) {
            assertThat(System.nanoTime()).as("the last record arrives").isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    /** Each view reads at its own pace. */
    private static void awaitEvents(QueryEngine engine, long expected) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (events(engine) < expected) {
            assertThat(System.nanoTime()).as("all events arrive").isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    private static List<String> voiceConnectors(QueryEngine engine) {
        return engine
                .list(engine.sql()
                        .select(DSL.field(DSL.name("voice_connector_id"), String.class))
                        .from(DSL.table(engine.qualified("utterance")))
                        .where(DSL.field(DSL.name("call_id"), String.class).eq(DSL.inline(LAST))))
                .stream()
                .map(row -> Objects.requireNonNull(row.value1()))
                .toList();
    }

    private static long events(QueryEngine engine) {
        return EventTables.all().stream()
                .mapToLong(table -> TierComparison.countEvents(engine, table, Map.of()))
                .sum();
    }

    private static long count(QueryEngine engine, String relation) {
        return engine.list(engine.sql()
                        .select(DSL.count().cast(Long.class).as("n"))
                        .from(DSL.table(engine.qualified(relation))))
                .get(0)
                .value1();
    }

    private static List<String> unread(QueryEngine landing) {
        return landing
                .list(landing.sql()
                        .select(DSL.field("from_varbyte(unread_data, 'hex')", String.class)
                                .as("hex"))
                        .from(DSL.table(landing.qualified("landing")))
                        .where(DSL.field(DSL.name("payload")).isNull()))
                .stream()
                .map(row -> row.value1())
                .toList();
    }

    private static List<byte[]> poison() throws IOException {
        List<byte[]> records = new ArrayList<>();
        for (String file : List.of("call-analytics.jsonl", "hostile.ndjson")) {
            for (byte[] line : lines(resource(file))) {
                records.add(line);
            }
        }
        records.addAll(unreadable());
        records.add(utterance("{broken"));
        records.add(
                "{\"detail-type\":\"Transcribe\",\"metadata\":{\"callId\":\"o\"}}".getBytes(StandardCharsets.UTF_8));
        records.add(("{\"detail-type\":\"Transcribe\",\"deep\":" + "[".repeat(900) + "]".repeat(900) + "}")
                .getBytes(StandardCharsets.UTF_8));
        records.add(
                ("{\"time\":\"2024-06-20T08:00:09.700412\",\"detail-type\":\"Transcribe\",\"metadata\":\"{\\\"callId\\\":\\\""
                                + TIMELESS
                                + "\\\"}\",\"TranscriptEvent\":{\"ResultId\":\"r\",\"StartTime\":1e300,\"EndTime\":1.2345,\"IsPartial\":false,\"Alternatives\":[{\"Transcript\":\"t\"}]}}")
                        .getBytes(StandardCharsets.UTF_8));
        byte[] large = utterance("{}");
        byte[] largest = Arrays.copyOf(large, 1024 * 1024 - 1);
        Arrays.fill(largest, large.length, largest.length, (byte) ' ');
        records.add(largest);
        return records;
    }

    private static List<String> mustBeUnread() throws IOException {
        return unreadable().stream().map(HexFormat.of()::formatHex).toList();
    }

    private static List<byte[]> unreadable() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(utterance("{}"));
        }
        // The magic number of a KPL aggregate, a protobuf message of one user record, and room for a digest.
        ByteArrayOutputStream aggregate = new ByteArrayOutputStream();
        aggregate.writeBytes(HexFormat.of().parseHex("f3899ac20a01701a0608001a026869"));
        aggregate.writeBytes(new byte[16]);
        return List.of(
                new byte[0],
                new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1},
                "{\"detail-type\":\"Transcribe\",\"text\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1),
                "{\"detail-type\":\"Transcribe\",\"n\":1,\"n\":2}".getBytes(StandardCharsets.UTF_8),
                "{\"detail-type\":\"Transcribe\",\"nul\":\"\\u0000\"}".getBytes(StandardCharsets.UTF_8),
                ("{\"detail-type\":\"Transcribe\",\"deep\":" + "[".repeat(1001) + "]".repeat(1001) + "}")
                        .getBytes(StandardCharsets.UTF_8),
                zipped.toByteArray(),
                aggregate.toByteArray());
    }

    private static byte[] utterance(String metadata) {
        return ("{\"detail-type\":\"TranscribeCallAnalytics\",\"metadata\":\"" + metadata
                        + "\",\"UtteranceEvent\":{\"IsPartial\":false}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static List<byte[]> lines(byte[] text) {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n') {
                lines.add(Arrays.copyOfRange(text, start, i));
                start = i + 1;
            }
        }
        return lines;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = HotTierPoisonTest.class.getResourceAsStream("/events/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }
}
