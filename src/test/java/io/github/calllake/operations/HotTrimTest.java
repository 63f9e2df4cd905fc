package io.github.calllake.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.TestLake;
import io.github.calllake.archive.ArchivedRecords;
import io.github.calllake.archive.ArchivedShard;
import io.github.calllake.archive.ArchivedShard.Hole;
import io.github.calllake.engine.RedshiftSession;
import io.github.calllake.operations.TrimSettings.Way;
import io.github.calllake.stream.SequenceNumbers;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.StreamWriter.Placed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(TestLake.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HotTrimTest {

    private static final Clock TOMORROW = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));
    private static final Instant ALL_ARRIVED = Instant.now().plus(Duration.ofHours(12));

    private TestHotTier tier;
    private int lakes;

    /** Rows of the test at hand; those of the tests before it stand beside them, and no lake of this test knows them. */
    private List<Placed> calls;

    private Lake lake;

    @BeforeAll
    void open(TestLake shared) {
        tier = new TestHotTier(shared, "trim_calls");
    }

    @BeforeEach
    void fill() throws InterruptedException {
        calls = tier.putCalls(1, 5);
        tier.awaitRows(calls);
        lake = tier.lakeAt("lake" + lakes++);
    }

    @AfterAll
    void close() {
        tier.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void rows_that_the_lake_has_go_and_all_others_stay(Way way) {
        List<Placed> archived = new ArrayList<>();
        byShard().values().forEach(shard -> archived.addAll(shard.subList(1, shard.size() / 2)));
        tier.sayArchived(lake, archived, Optional.of(ALL_ARRIVED));
        HotTrim trim = trim(lake, way);

        List<Trimmed> plan = trim.plan();
        assertThat(left()).hasSize(calls.size());
        List<Trimmed> done = trim.run();

        assertThat(left()).containsExactlyInAnyOrderElementsOf(numbers(without(archived)));
        assertThat(sum(plan)).isEqualTo(archived.size());
        assertThat(done.stream().mapToLong(Trimmed::removed).sum()).isEqualTo(archived.size());
        assertThat(done.stream().mapToLong(Trimmed::staying).sum())
                .isEqualTo(plan.stream().mapToLong(Trimmed::staying).sum())
                .isGreaterThanOrEqualTo(calls.size() - archived.size());
        assertThat(sum(trim.run())).isZero();
    }

    @Test
    void rows_of_a_gap_of_a_shard_that_the_lake_does_not_know_and_after_the_watermark_stay() {
        List<Placed> known = byShard().values().iterator().next();
        List<Placed> before = known.subList(0, 2);
        List<Placed> gap = known.subList(2, 4);
        List<Placed> after = known.subList(4, 6);
        tier.sayArchived(lake, before, Optional.of(ALL_ARRIVED));
        String gapFile = tier.hotTier.stream() + "-" + tier.stamp() + "-"
                + known.get(0).shardId() + "-expired-after-" + before.get(1).sequenceNumber();
        tier.store.put(lake.layout().failedKey(LocalDate.now(), gapFile), new byte[] {'\n'}, "application/x-ndjson");
        tier.sayArchived(lake, after, Optional.of(ALL_ARRIVED));
        List<Placed> last = known.subList(6, 8);
        tier.sayArchived(lake, last, Optional.of(ALL_ARRIVED));

        trim(lake, Way.DELETE).run();

        List<Placed> gone = new ArrayList<>(before);
        gone.addAll(last);
        assertThat(left()).containsAll(numbers(gap)).containsExactlyInAnyOrderElementsOf(numbers(without(gone)));

        Lake early = tier.lakeAt("early");
        tier.sayArchived(early, calls, Optional.of(Instant.now().minus(Duration.ofHours(1))));
        assertThat(sum(trim(early, Way.DELETE).run())).isZero();
    }

    @Test
    void it_refuses_without_a_lake_or_a_watermark() {
        assertThatThrownBy(() -> trim(tier.lakeAt("empty"), Way.DELETE).run())
                .isInstanceOf(OperationException.class)
                .hasMessageContaining("Archive first")
                .hasMessageContaining(tier.hotTier.stream());

        Lake unknown = tier.lakeAt("unknown");
        tier.sayArchived(unknown, calls, Optional.empty());
        assertThatThrownBy(() -> trim(unknown, Way.DELETE).run())
                .isInstanceOf(OperationException.class)
                .hasMessageContaining("watermark");
        assertThatThrownBy(() -> TrimSettings.keeping(Duration.ofMinutes(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an hour");
        assertThat(left()).hasSize(calls.size());
    }

    @Test
    void a_view_of_another_stream_is_left_alone() throws InterruptedException {
        String other = tier.hotTier.stream() + "-other";
        StreamWriter writer = new StreamWriter(tier.kinesis, other);
        writer.createIfAbsent(1);
        List<Placed> others = writer.put(List.of(new StreamWriter.NewRecord("k", new byte[] {1})));
        tier.sql("CREATE MATERIALIZED VIEW " + tier.hotTier.schema()
                + ".other AUTO REFRESH YES AS SELECT approximate_arrival_timestamp, partition_key, shard_id,"
                + " sequence_number, refresh_time, kinesis_data FROM " + tier.hotTier.kinesisSchema() + ".\"" + other
                + "\"");
        tier.awaitRows(others);
        List<Placed> all = new ArrayList<>(calls);
        all.addAll(others);
        tier.sayArchived(lake, all, Optional.of(ALL_ARRIVED));

        List<Trimmed> done = trim(lake, Way.DELETE).vouchingFor(Set.of("other")).run();

        assertThat(tier.sequenceNumbers()).containsAll(numbers(others));
        assertThat(left()).isEmpty();
        assertThat(done)
                .filteredOn(trimmed -> trimmed.view().equals("other"))
                .singleElement()
                .satisfies(trimmed -> assertThat(trimmed.leftAlone()).contains(other));
    }

    @Test
    void the_condition_in_sql_means_what_it_means_in_java() {
        String schema = tier.hotTier.schema();
        List<String> numbers = List.of(
                "1",
                "9",
                "10",
                "99",
                "100",
                "4968",
                "49680",
                "49681",
                "496819",
                "5000000",
                "49680398347930367559754348292827554712130446883895115778",
                "49680398347930367559754348292827554712130446883895115779",
                "149680398347930367559754348292827554712130446883895115779");
        tier.sql("CREATE TABLE " + schema + ".numbers (shard_id char(20), sequence_number varchar(128))");
        try (RedshiftSession session = RedshiftSession.open(tier.hotTier.redshift())) {
            numbers.forEach(number -> session.execute(
                    "INSERT INTO " + schema + ".numbers VALUES ('shardId-000000000000', '" + number + "')"));
            for (String first : numbers) {
                for (String last : numbers) {
                    ArchivedShard shard = new ArchivedShard(
                            "shardId-000000000000",
                            first,
                            last,
                            List.of(
                                    new Hole(Optional.of("99"), Optional.of("4968")),
                                    new Hole(Optional.of("5000000"), Optional.of("5000000"))),
                            Optional.empty(),
                            false);
                    ArchivedRecords archived = new ArchivedRecords(List.of(shard), Optional.empty());
                    Set<String> chosen = new HashSet<>();
                    session.rows("SELECT sequence_number FROM " + schema + ".numbers WHERE "
                                    + ArchivedRows.of(archived, Set.of("shardId-000000000000")))
                            .forEach(row ->
                                    chosen.add(row.text("sequence_number").orElseThrow()));
                    assertThat(chosen)
                            .containsExactlyInAnyOrderElementsOf(
                                    numbers.stream().filter(shard::has).toList());
                }
            }
        }
    }

    private HotTrim trim(Lake lake, Way way) {
        return new HotTrim(tier.hotTier, lake, new TrimSettings(Duration.ofHours(1), Duration.ZERO, way), TOMORROW);
    }

    private Map<String, List<Placed>> byShard() {
        Map<String, List<Placed>> byShard = calls.stream().collect(Collectors.groupingBy(Placed::shardId));
        assertThat(byShard).hasSize(2).allSatisfy((shard, records) -> assertThat(records)
                .hasSizeGreaterThanOrEqualTo(8));
        byShard.values()
                .forEach(records -> records.sort(Comparator.comparing(Placed::sequenceNumber, SequenceNumbers.ORDER)));
        return byShard;
    }

    /** Sequence numbers of this test's records that are rows still. */
    private List<String> left() {
        List<String> left = new ArrayList<>(tier.sequenceNumbers());
        left.retainAll(numbers(calls));
        return left;
    }

    private List<Placed> without(List<Placed> gone) {
        List<Placed> left = new ArrayList<>(calls);
        left.removeAll(gone);
        return left;
    }

    private static List<String> numbers(List<Placed> records) {
        return records.stream().map(Placed::sequenceNumber).toList();
    }

    private static long sum(List<Trimmed> trimmed) {
        return trimmed.stream().mapToLong(Trimmed::due).sum();
    }
}
