package io.github.calllake.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.TestLake;
import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.archive.CallAnalyticsDecoder;
import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.engine.RedshiftSession;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.StoredObject;
import io.github.calllake.operations.Discrepancy.Cause;
import io.github.calllake.schema.EventTables;
import io.github.calllake.simulate.KplRecords;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.ReadPace;
import io.github.calllake.stream.SequenceNumbers;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.StreamWriter.NewRecord;
import io.github.calllake.stream.StreamWriter.Placed;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Seeds each fault into a stream, a hot tier and a lake that agree, and reads what is said of it. */
@ExtendWith(TestLake.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReconcileTest {
    private static final String NAME = "reconciled_calls";
    private static final Set<Cause> AT_FIRST = Set.of(Cause.FAILED, Cause.KPL_RECORD, Cause.LATE);

    private final LocalDate firstDay = LocalDate.now(ZoneOffset.UTC);
    private TestHotTier tier;
    private List<Placed> calls;
    private QueryEngine hot;
    private QueryEngine cold;

    @BeforeAll
    void fill(TestLake shared) throws Exception {
        tier = new TestHotTier(shared, NAME);
        hot = RedshiftEngine.open(tier.hotTier.redshift());
        cold = new AthenaEngine(AthenaSettings.of(NAME), shared.athenaClients());
        try (LakeCatalog catalog = shared.catalog()) {
            catalog.create(LakeDefinition.of(NAME, tier.lake.layout()));
        }
        calls = tier.putCalls(2, 11);
        int others = put(
                "no event at all",
                "{\"detail-type\":\"Something New\",\"time\":\"" + Instant.now() + "\"}",
                event(Instant.now().minus(3, ChronoUnit.DAYS), "late"));
        byte[] aggregate = KplRecords.aggregate(
                "k",
                List.of(
                        event(Instant.now(), "packed 1").getBytes(StandardCharsets.UTF_8),
                        event(Instant.now(), "packed 2").getBytes(StandardCharsets.UTF_8)));
        tier.writer.put(List.of(new NewRecord("k", aggregate)));
        archive(calls.size() + others + 2);
        tier.awaitRows(calls);
    }

    @AfterAll
    void close() {
        hot.close();
        cold.close();
        tier.close();
    }

    private static String event(Instant time, String id) {
        return "{\"time\":\"" + time
                + "\",\"service-type\":\"VoiceAnalytics\",\"detail-type\":\"VoiceAnalyticsStatus\"," + "\"id\":\"" + id
                + "\",\"detail\":{\"callId\":\"c\",\"detailStatus\":\"AnalyticsReady\"}}";
    }

    private int put(String... texts) {
        List<NewRecord> records = new ArrayList<>();
        for (String text : texts) {
            records.add(new NewRecord(text, text.getBytes(StandardCharsets.UTF_8)));
        }
        return tier.writer.put(records).size();
    }

    private void archive(int records) throws InterruptedException {
        try (Archiver archiver = Archiver.start(
                tier.stream,
                tier.store,
                tier.lake.layout(),
                EventTables::of,
                new CallAnalyticsDecoder(),
                ArchiverSettings.defaults(),
                Clock.systemUTC())) {
            long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (archiver.counts().records() < records) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                archiver.rollNow();
                Thread.sleep(50);
            }
        }
    }

    /** The day on which the test began, and the next if it has begun. */
    private List<Discrepancy> found(Optional<DirectStream> stream) {
        return found(new Reconcile(tier.hotTier, hot, cold, tier.lake, stream, text -> {}));
    }

    private List<Discrepancy> found(Reconcile reconcile) {
        List<Discrepancy> found = new ArrayList<>();
        LocalDate last = LocalDate.now(ZoneOffset.UTC);
        for (LocalDate day = firstDay; !day.isAfter(last); day = day.plusDays(1)) {
            found.addAll(reconcile.of(day).discrepancies());
        }
        return found;
    }

    /** By another log than the lake's own. */
    private List<Discrepancy> foundBy(Lake log) {
        return found(new Reconcile(tier.hotTier, hot, cold, log, Optional.empty(), text -> {}));
    }

    private List<Discrepancy> found() {
        return found(Optional.of(tier.stream));
    }

    private static Set<Cause> causes(List<Discrepancy> found) {
        return found.stream().map(Discrepancy::cause).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Discrepancy> with(Cause cause, List<Discrepancy> found) {
        return found.stream().filter(each -> each.cause() == cause).toList();
    }

    private static long records(Cause cause, List<Discrepancy> found) {
        return with(cause, found).stream().mapToLong(Discrepancy::records).sum();
    }

    private List<StoredObject> dataFiles() {
        return tier.store.listObjects("").stream()
                .filter(object -> object.key().endsWith(".parquet"))
                .toList();
    }

    @Test
    void each_seeded_fault_is_found_and_explained() throws Exception {
        List<Discrepancy> found = found();
        assertThat(causes(found)).isEqualTo(AT_FIRST);
        assertThat(records(Cause.FAILED, found)).isEqualTo(2);
        assertThat(with(Cause.FAILED, found).get(0).detail()).contains("UNKNOWN_DETAIL_TYPE=1", "=1");
        assertThat(records(Cause.KPL_RECORD, found)).isEqualTo(2);
        assertThat(records(Cause.LATE, found)).isEqualTo(1);

        aDeletedObject();
        aDoubledFile();
        aFileInTheWrongFolder();
        aShardThatLags();
        recordsThatAgedOut();
        recordsThatTheLakeNeverHad();
        viewsThatLag();
        aViewThatLostARow();
        aTrimmedHotTier();
    }

    private void aDeletedObject() {
        String key = largest().key();
        byte[] content = tier.store.get(key).orElseThrow();
        tier.store.delete(key);
        List<Discrepancy> found = found();
        tier.store.put(key, content, "application/octet-stream");
        assertThat(with(Cause.MISSING_IN_LAKE, found)).isNotEmpty().allSatisfy(each -> assertThat(each.detail())
                .contains("objects that are not there", key));
        assertThat(with(Cause.MISSING_IN_LAKE, found))
                .noneMatch(each -> each.cause().isExplained());
        assertThat(causes(found())).isEqualTo(AT_FIRST);
    }

    private StoredObject largest() {
        return dataFiles().stream()
                .filter(object -> object.key().contains("TranscribeCallAnalytics/"))
                .max(java.util.Comparator.comparing(StoredObject::size))
                .orElseThrow();
    }

    private void aDoubledFile() {
        String key = largest().key();
        String copy = key.replace(".parquet", "-again.parquet");
        tier.store.copy(key, copy);
        List<Discrepancy> found = found();
        tier.store.delete(copy);
        assertThat(causes(found)).contains(Cause.TWICE_IN_LAKE).doesNotContain(Cause.MISSING_IN_HOT_TIER);
    }

    private void aFileInTheWrongFolder() {
        String key = largest().key();
        String wrong = key.replaceFirst("/day=\\d\\d/", "/day=" + (key.contains("/day=01/") ? "02" : "01") + "/");
        tier.store.copy(key, wrong);
        byte[] content = tier.store.get(key).orElseThrow();
        tier.store.delete(key);
        List<Discrepancy> found = found();
        tier.store.put(key, content, "application/octet-stream");
        tier.store.delete(wrong);
        assertThat(causes(found)).contains(Cause.WRONG_FOLDER).doesNotContain(Cause.MISSING_IN_LAKE);
    }

    private void aShardThatLags() throws InterruptedException {
        List<Placed> later = tier.putCalls(1, 12);
        tier.awaitRows(later);
        List<Discrepancy> found = found();
        assertThat(records(Cause.NOT_YET_ARCHIVED, found)).isEqualTo(later.size());
        assertThat(causes(found)).contains(Cause.NOT_YET_ARCHIVED).isSubsetOf(union(Cause.NOT_YET_ARCHIVED));
        archive(later.size());
        assertThat(causes(found())).isEqualTo(AT_FIRST);
    }

    private static Set<Cause> union(Cause more) {
        Set<Cause> all = new TreeSet<>(AT_FIRST);
        all.add(more);
        return all;
    }

    /** A stream of the same shards that holds nothing is one whose records are past its retention. */
    private void recordsThatAgedOut() {
        String empty = NAME + "-empty";
        new StreamWriter(tier.kinesis, empty).createIfAbsent(2);
        List<Discrepancy> found = found(Optional.of(new DirectStream(tier.kinesis, empty, ReadPace.DEFAULT)));
        assertThat(causes(found)).isEqualTo(union(Cause.AGED_OUT));
        assertThat(causes(found(Optional.empty()))).isEqualTo(AT_FIRST);
    }

    private void recordsThatTheLakeNeverHad() {
        String key = largest().key();
        byte[] content = tier.store.get(key).orElseThrow();
        List<Placed> first = ends((one, other) -> SequenceNumbers.ORDER.compare(one, other) <= 0);
        List<Placed> last = ends((one, other) -> SequenceNumbers.ORDER.compare(one, other) > 0);
        Lake later = tier.lakeAt("begun-later");
        tier.sayArchived(later, last, Optional.of(Instant.now()));
        Lake gapped = tier.lakeAt("with-a-gap");
        tier.sayArchived(gapped, first, Optional.of(Instant.now()));
        tier.sayArchived(gapped, last, Optional.of(Instant.now()));
        first.forEach(placed -> tier.store.put(
                gapped.layout()
                        .failedKey(
                                firstDay,
                                tier.hotTier.stream() + "-" + tier.stamp() + "-" + placed.shardId() + "-expired-after-"
                                        + placed.sequenceNumber()),
                new byte[] {'\n'},
                "application/x-ndjson"));

        tier.store.delete(key);
        List<Discrepancy> byLater = foundBy(later);
        List<Discrepancy> byGapped = foundBy(gapped);
        tier.store.put(key, content, "application/octet-stream");

        assertThat(records(Cause.BEFORE_LAKE, byLater)).isPositive();
        assertThat(records(Cause.EXPIRED_UNARCHIVED, byGapped)).isPositive();
        assertThat(causes(byGapped)).doesNotContain(Cause.BEFORE_LAKE);
        assertThat(with(Cause.EXPIRED_UNARCHIVED, byGapped))
                .allMatch(each -> each.cause().isExplained());
    }

    /** Of each shard one end of its calls. */
    private List<Placed> ends(BiPredicate<String, String> keepsOne) {
        return List.copyOf(calls.stream()
                .collect(Collectors.toMap(
                        Placed::shardId,
                        placed -> placed,
                        (one, other) -> keepsOne.test(one.sequenceNumber(), other.sequenceNumber()) ? one : other))
                .values());
    }

    private void viewsThatLag() throws InterruptedException {
        AutoRefresh refresh = new AutoRefresh(tier.hotTier);
        refresh.turn(false);
        // Behind one that may be under way.
        refresh.now();
        List<Placed> later = tier.putCalls(1, 13);
        archive(later.size());
        List<Discrepancy> found = found();
        refresh.turn(true);
        tier.awaitRows(later);

        assertThat(records(Cause.NOT_YET_IN_HOT_TIER, found)).isEqualTo(later.size());
        assertThat(causes(found)).isEqualTo(union(Cause.NOT_YET_IN_HOT_TIER));
        assertThat(causes(found())).isEqualTo(AT_FIRST);
    }

    private void aViewThatLostARow() {
        String view = RedshiftSession.name(NAME, "transcribe_call_analytics");
        String middle;
        try (RedshiftSession session = RedshiftSession.open(tier.hotTier.redshift())) {
            middle = session.rows("SELECT sequence_number FROM " + view
                            + " ORDER BY approximate_arrival_timestamp, LPAD(sequence_number, 128, '0')")
                    .get(2)
                    .text("sequence_number")
                    .orElseThrow();
        }
        String backing = RedshiftSession.name(NAME, "mv_tbl__transcribe_call_analytics__0");
        tier.sql("INSERT INTO " + backing + " SELECT * FROM " + backing + " WHERE sequence_number = '" + middle + "'");
        assertThat(causes(found())).isEqualTo(union(Cause.TWICE_IN_HOT_TIER));
        // Both are now of a record that never was.
        tier.sql("UPDATE " + backing + " SET sequence_number = '" + middle + "0' WHERE sequence_number = '" + middle
                + "'");
        assertThat(with(Cause.NOT_IN_STREAM, found())).singleElement().satisfies(each -> assertThat(each.first())
                .isEqualTo(middle + "0"));
        tier.sql("UPDATE " + backing + " SET sequence_number = '" + middle + "' WHERE sequence_number = '" + middle
                + "0'");

        tier.sql("DELETE FROM " + view + " WHERE sequence_number = '" + middle + "'");
        List<Discrepancy> found = found();
        assertThat(causes(found)).isEqualTo(union(Cause.MISSING_IN_HOT_TIER));
        assertThat(with(Cause.MISSING_IN_HOT_TIER, found)).singleElement().satisfies(each -> assertThat(each.first())
                .isEqualTo(middle));
        assertThat(causes(found(new Reconcile(tier.hotTier, hot, cold, tier.lake, Optional.empty(), text -> {}, 1))))
                .contains(Cause.TOO_MANY);
        aRecordThatNeitherTierHas(middle);
    }

    private void aRecordThatNeitherTierHas(String lostInView) {
        Map<String, byte[]> deleted = dataFiles().stream()
                .map(StoredObject::key)
                .filter(key -> key.contains("TranscribeCallAnalytics/"))
                .collect(Collectors.toMap(key -> key, key -> tier.store.get(key).orElseThrow()));
        tier.store.deleteAll(List.copyOf(deleted.keySet()));
        List<Discrepancy> found = found();
        deleted.forEach((key, content) -> tier.store.put(key, content, "application/octet-stream"));

        assertThat(with(Cause.MISSING_EVERYWHERE, found)).singleElement().satisfies(each -> {
            assertThat(each.first()).isEqualTo(lostInView);
            assertThat(each.records()).isEqualTo(1);
        });
    }

    private void aTrimmedHotTier() {
        Clock tomorrow = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));
        new HotTrim(
                        tier.hotTier,
                        tier.lake,
                        new TrimSettings(Duration.ofHours(1), Duration.ZERO, TrimSettings.Way.DELETE),
                        tomorrow)
                .run();
        List<Discrepancy> found = found();
        assertThat(found).filteredOn(each -> each.cause() == Cause.TRIMMED).isNotEmpty();
        assertThat(causes(found)).isSubsetOf(union(Cause.TRIMMED));
    }
}
