package io.github.calllake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.TestLake;
import io.github.calllake.catalog.FirehoseFiles;
import io.github.calllake.catalog.FirehoseFiles.Arrived;
import io.github.calllake.catalog.OtherLake;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.queries.AthenaText;
import io.github.calllake.queries.LakeFiles;
import io.github.calllake.queries.QueriedCalls;
import io.github.calllake.queries.QueriedLake;
import io.github.calllake.queries.WorkingQueriesContract;
import io.github.calllake.simulate.SimulatedRecord;
import io.github.calllake.stream.StreamWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A Chime data lake that is taken over by {@code lake create --adopt} and gone on with by {@code archive}: Firehose has delivered
 * the first two thirds of the records, the archiver takes the last two.
 */
@ExtendWith(TestLake.Shared.class)
class AdoptedLakeTest extends WorkingQueriesContract {

    private static final String DATABASE = "adopted_lake";
    private static final String STREAM = "adopted-calls";
    private static final LakeLayout ROOT = LakeLayout.parse("s3://adopted-lake/chime");

    private final QueriedCalls calls = new QueriedCalls(Instant.now().minus(4, ChronoUnit.HOURS));

    private TestLake shared;
    private QueriedLake lake;
    private Instant cutover;
    private List<Arrived> stream;
    private CommandRun adopted;
    private CommandRun archived;

    @BeforeAll
    void takeOver(TestLake given, @TempDir Path scratch) throws IOException, InterruptedException {
        shared = given;
        lake = new QueriedLake(
                shared.client(AthenaClient.builder(), shared.aws().athenaEndpoint()),
                DATABASE,
                AthenaSettings.workGroupOf(DATABASE),
                calls);
        try (GlueClient glue = shared.client(GlueClient.builder(), shared.aws().glueEndpoint());
                S3Client s3 = shared.client(S3Client.builder(), shared.aws().s3Endpoint());
                LakeStore store = new LakeStore(s3, ROOT.bucket());
                LakeStore postCall = new LakeStore(s3, "queried-post-call");
                KinesisClient kinesis =
                        shared.client(KinesisClient.builder(), shared.aws().kinesisEndpoint())) {
            store.createBucketIfAbsent();
            LakeFiles.write(postCall, calls.files());
            OtherLake.create(glue, DATABASE, ROOT, UnaryOperator.identity());
            OtherLake.createPostCall(glue, DATABASE, ROOT, QueriedCalls.POST_CALL + "/");
            Instant delivered = put(kinesis);
            stream = read(kinesis);
            new FirehoseFiles(UnaryOperator.identity())
                    .deliver(
                            store,
                            ROOT.withServiceTypes(OtherLake.SERVICE_TYPES),
                            stream.stream()
                                    .filter(record -> record.arrivalTime().isBefore(delivered))
                                    .toList(),
                            scratch);
            adopted = run(
                    "lake",
                    "create",
                    "--adopt",
                    DATABASE,
                    "--cutover",
                    cutover.toString(),
                    "--overlap",
                    "1ms",
                    "--stream",
                    STREAM);
            archived = run("archive", "--stream", STREAM, "--bucket", ROOT.address(), "--until", "now");
        }
    }

    /** Puts the records in thirds, with the cutover after the first. */
    private Instant put(KinesisClient kinesis) throws InterruptedException {
        try (StreamWriter writer = new StreamWriter(kinesis, STREAM)) {
            writer.createIfAbsent(1);
            List<SimulatedRecord> records = calls.records();
            int third = records.size() / 3;
            put(writer, records.subList(0, third));
            cutover = pause();
            put(writer, records.subList(third, 2 * third));
            Instant delivered = pause();
            put(writer, records.subList(2 * third, records.size()));
            return delivered;
        }
    }

    private static void put(StreamWriter writer, List<SimulatedRecord> records) {
        writer.put(records.stream()
                .map(record -> new StreamWriter.NewRecord(record.partitionKey(), record.data()))
                .toList());
    }

    /** A time after all that was put and before all that will be. */
    private static Instant pause() throws InterruptedException {
        Thread.sleep(5);
        Instant between = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Thread.sleep(5);
        return between;
    }

    /** What the stream holds, as Firehose reads it. */
    private static List<Arrived> read(KinesisClient kinesis) {
        String iterator = kinesis.getShardIterator(request -> request.streamName(STREAM)
                        .shardId("shardId-000000000000")
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        List<Arrived> all = new ArrayList<>();
        while (true) {
            String next = iterator;
            GetRecordsResponse page = kinesis.getRecords(request -> request.shardIterator(next));
            page.records()
                    .forEach(record -> all.add(new Arrived(
                            record.approximateArrivalTimestamp(), record.data().asByteArray())));
            if (page.records().isEmpty() && page.millisBehindLatest() == 0) {
                return all;
            }
            iterator = page.nextShardIterator();
        }
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(
                Map.of(
                        "aws.endpointUrlKinesis", shared.aws().kinesisEndpoint().toString(),
                        "aws.endpointUrlS3", shared.aws().s3Endpoint().toString(),
                        "aws.endpointUrlGlue", shared.aws().glueEndpoint().toString(),
                        "aws.endpointUrlAthena", shared.aws().athenaEndpoint().toString(),
                        "aws.region", shared.aws().region(),
                        "aws.accessKeyId", shared.aws().accessKeyId(),
                        "aws.secretAccessKey", shared.aws().secretAccessKey()),
                arguments);
    }

    @AfterAll
    void close() {
        lake.athena().close();
    }

    @Override
    protected QueriedLake lake() {
        return lake;
    }

    @Test
    void the_archiver_takes_what_arrived_at_the_cutover_or_later() {
        assertThat(adopted.exitCode()).as(adopted.err()).isZero();
        assertThat(archived.exitCode()).as(archived.err()).isZero();
        long later = stream.stream()
                .filter(record -> !record.arrivalTime().isBefore(cutover))
                .count();

        assertThat(later).isLessThan(stream.size()).isPositive();
        assertThat(archived.err() + archived.out()).contains("archived: records=" + later + " ");
        assertThat(run("lake", "verify", "--database", DATABASE).out()).contains("is as defined");
    }

    @Test
    void the_overlap_is_kept_and_can_be_changed() {
        String[] again = {"lake", "create", "--adopt", DATABASE, "--cutover", cutover.toString()};
        Instant before = overlapUntil();

        assertThat(run(again).out()).contains("Nothing to do");
        String[] longer = Stream.concat(Arrays.stream(again), Stream.of("--overlap", "48h"))
                .toArray(String[]::new);
        CommandRun changed = run(longer);

        assertThat(changed.out())
                .contains("with the overlap until " + cutover.plus(2, ChronoUnit.DAYS) + " instead of " + before)
                .contains("make anew view " + DATABASE + ".utterance");
        assertThat(run(again).out()).contains("Nothing to do");
        assertThat(run("lake", "describe", "--database", DATABASE).out())
                .contains("overlap until " + cutover.plus(2, ChronoUnit.DAYS))
                .contains("stream          " + STREAM);
        assertThat(run("lake", "verify", "--database", DATABASE).out()).contains("is as defined");
        every_query_answers_with_what_was_put_each_event_once();
        the_flat_view_has_a_row_for_each_session_with_its_call_if_one_announced_it();
        assertThat(run("lake", "create", "--database", "x", "--bucket", "s3://x", "--overlap", "1h")
                        .err())
                .contains("--cutover and --overlap go with --adopt");
        assertThat(run(Stream.concat(Arrays.stream(again), Stream.of("--overlap", "0s"))
                                .toArray(String[]::new))
                        .err())
                .contains("which is not after the cutover");
    }

    @Test
    void restricted_readers_see_what_the_archiver_wrote() {
        String restricted = DATABASE + "_restricted";
        assertThat(run("lake", "upgrade", "--database", DATABASE, "--restricted")
                        .out())
                .contains("Database " + DATABASE + " is as defined");
        assertThat(run("lake", "describe", "--database", DATABASE).out()).contains("database        " + restricted);
        AthenaText asked = new AthenaText(
                new QueriedLake(lake.athena(), restricted, AthenaSettings.workGroupOf(restricted), calls));
        String ours = "SELECT sequence_number, call_id FROM utterance WHERE arrival_time IS NOT NULL ORDER BY 1";

        assertThat(asked.rows("SELECT sequence_number, call_id FROM utterance ORDER BY 1", List.of()))
                .isNotEmpty()
                .isEqualTo(new AthenaText(lake).rows(ours, List.of()));
        assertThat(run("query", "counts", "--tier", "cold", "--database", restricted)
                        .out())
                .contains("TranscribeCallAnalytics\t");
        assertThat(run("lake", "create", "--adopt", DATABASE, "--cutover", cutover.toString(), "--restricted")
                        .err())
                .contains("call-lake lake upgrade --restricted");
    }

    private Instant overlapUntil() {
        Matcher said = Pattern.compile("overlap until ([^,]+),")
                .matcher(run("lake", "describe", "--database", DATABASE).out());
        assertThat(said.find()).isTrue();
        return Instant.parse(said.group(1));
    }

    @Test
    void both_have_the_events_of_the_overlap() {
        String rows = "SELECT CAST(count(*) - count(arrival_time) AS varchar), CAST(count(arrival_time) AS varchar),"
                + " CAST(count(DISTINCT concat(\"time\", utteranceevent.utteranceid)) AS varchar)"
                + " FROM transcribe_call_analytics";
        List<Long> counts = new AthenaText(lake)
                .rows(rows, List.of()).get(0).stream().map(Long::valueOf).toList();

        assertThat(counts.get(0)).isPositive();
        assertThat(counts.get(1)).isPositive();
        assertThat(counts.get(0) + counts.get(1)).isGreaterThan(counts.get(2) * 5 / 4);
    }
}
