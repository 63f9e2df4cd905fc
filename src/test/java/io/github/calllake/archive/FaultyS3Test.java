package io.github.calllake.archive;

import static io.github.calllake.archive.TestLake.NOON;
import static io.github.calllake.archive.TestLake.event;
import static io.github.calllake.event.DetailType.RECORDING;
import static io.github.calllake.event.DetailType.TRANSCRIBE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.local.LocalAws;
import io.github.calllake.local.S3FaultProxy;
import io.github.calllake.stream.SequenceNumbers;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Whole archivers whose every sixth request to S3 goes wrong. {@code bench crash --s3-faults} goes on for longer, and kills them too. */
@TestInstance(Lifecycle.PER_CLASS)
class FaultyS3Test {

    private static final double SHARE = 0.15;
    private static final long SEED = 7;
    private static final Duration SILENCE = Duration.ofMillis(1600);
    private static final Duration CLIENT_WAITS = Duration.ofMillis(1500);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ArchiverSettings SMALL_CUTS = TestLake.settings(400, Duration.ofMillis(20));

    private final QuietLogs quiet = new QuietLogs();
    private final LocalAws aws;

    FaultyS3Test() throws IOException {
        aws = LocalAws.startTemporary();
    }

    @AfterAll
    void close() throws IOException {
        aws.close();
        quiet.close();
    }

    @Test
    void an_archiver_of_several_shards_loses_and_doubles_nothing_and_gets_done() throws Exception {
        try (S3FaultProxy proxy = S3FaultProxy.start(aws.s3Endpoint(), SHARE, SILENCE, SEED);
                TestLake lake = lake(proxy)) {
            Map<String, String> last = new TreeMap<>();
            try (Archiver archiver = lake.archiver(SMALL_CUTS)) {
                put(lake, 0, 60, last);
                lake.kinesis.splitShard(request -> request.streamName(lake.stream.name())
                        .shardToSplit("shardId-000000000000")
                        .newStartingHashKey(BigInteger.TWO.pow(126).toString()));
                put(lake, 60, 120, last);
                archiver.awaitArchivedThrough(last, PATIENCE);
            }
            assertThat(proxy.struck()).as("seed %s", SEED).hasSizeGreaterThan(5);
            assertThat(lake.ids())
                    .as("seed %s", SEED)
                    .isEqualTo(
                            ids(0, 120).stream().filter(id -> !id.endsWith("7")).toList());
            assertThat(lake.failedLines()).as("seed %s", SEED).isEqualTo(12);
        }
    }

    private TestLake lake(S3FaultProxy proxy) {
        return new TestLake(aws, "faulty-s3", 3, builder -> builder.endpointOverride(proxy.endpoint())
                .overrideConfiguration(configuration -> configuration.apiCallAttemptTimeout(CLIENT_WAITS)));
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> Integer.toString(1000 + n))
                .toList();
    }

    /** One in ten is no event. */
    private static void put(TestLake lake, int from, int to, Map<String, String> last) {
        for (int start = from; start < to; start += 10) {
            List<String> texts = ids(start, start + 10).stream()
                    .map(id -> id.endsWith("7")
                            ? "no event " + id
                            : event(id.endsWith("3") ? RECORDING : TRANSCRIBE, NOON, id))
                    .toList();
            lake.put(texts)
                    .forEach((shard, sequence) -> last.merge(
                            shard, sequence, (one, other) -> SequenceNumbers.isAfter(one, other) ? one : other));
        }
    }
}
