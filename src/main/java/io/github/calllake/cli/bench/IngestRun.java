package io.github.calllake.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.CallLakeException;
import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.archive.RollPolicy;
import io.github.calllake.engine.HotTierMigrations;
import io.github.calllake.engine.HotTierSettings;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.StreamWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/**
 * One run of {@code bench ingest}: a stack of its own in another process; the stream, the hot tier, the archiver; a warm-up,
 * the measured time, and the wait until everything that was put has arrived in both tiers.
 */
final class IngestRun {

    private static final String STREAM = "bench-calls";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 100;
    /** Files of some size, often enough for a run to see some. */
    private static final RollPolicy ROLL = new RollPolicy(32L << 20, Duration.ofSeconds(10));

    private final IngestSettings settings;
    private final BenchEvents events;
    private final Clock clock;
    private final Visibility visibility = new Visibility();

    IngestRun(IngestSettings settings, BenchEvents events, Clock clock) {
        this.settings = settings;
        this.events = events;
        this.clock = clock;
    }

    IngestResult run() throws IOException, InterruptedException, SQLException {
        try (StackProcess stack = StackProcess.start(settings.limits());
                StreamWriter writer = StreamWriter.open(STREAM)) {
            writer.createIfAbsent(settings.shards());
            HotTierMigrations.migrate(
                    stack.redshift(), HotTierSettings.of(STREAM).withTopology(settings.topology()));
            LakeLayout layout = LakeLayout.inBucket(stack.bucket());
            try (DirectStream source = DirectStream.open(STREAM);
                    LakeStore store = LakeStore.open(layout.bucket());
                    Archiver archiver = Archiver.start(
                            source, store, layout, ArchiverSettings.defaults().withRoll(ROLL), clock)) {
                return measure(stack, writer, archiver);
            }
        }
    }

    private IngestResult measure(StackProcess stack, StreamWriter writer, Archiver archiver)
            throws IOException, InterruptedException, SQLException {
        Puts puts = new Puts(settings, writer, events, visibility);
        ViewWatcher watcher =
                ViewWatcher.start(stack.redshift(), Set.copyOf(settings.views().values()), visibility, clock);
        long putWhileMeasured;
        JsonNode before;
        JsonNode after;
        try (watcher) {
            // One stretch: a pause after the warm-up would let the views catch up.
            long from =
                    System.nanoTime() + Duration.ofSeconds(settings.warmUp()).toNanos();
            long to = from + Duration.ofSeconds(settings.seconds()).toNanos();
            visibility.measure(from, to);
            Sampler sampler = Sampler.start(from, () -> traffic(stack.kinesis()), puts::done);
            puts.until(to);
            putWhileMeasured = puts.done() - sampler.putBefore();
            before = sampler.trafficBefore();
            after = traffic(stack.kinesis());
            awaitAll(watcher, archiver, puts.done());
        }
        return new IngestResult(
                settings,
                putWhileMeasured / (double) settings.seconds(),
                visibility.lags(),
                difference(before, after, "writeProvisionedThroughputExceeded"),
                difference(before, after, "readProvisionedThroughputExceeded"),
                difference(before, after, "iteratorsThrottled"),
                archiver.counts().records(),
                watcher.queries(),
                events.meanBytes());
    }

    private static long difference(JsonNode before, JsonNode after, String count) {
        return after.path(count).asLong() - before.path(count).asLong();
    }

    private static JsonNode traffic(URI kinesis) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(kinesis.resolve("/_local/traffic")).build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        return new ObjectMapper().readTree(response.body()).path(STREAM);
    }

    private void awaitAll(ViewWatcher watcher, Archiver archiver, long put) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (visibility.unseen() > 0 || archiver.counts().records() < put) {
            watcher.check();
            if (System.nanoTime() > deadline) {
                throw new CallLakeException("Of " + put + " records put, " + visibility.unseen()
                        + " are not visible in Redshift and "
                        + (put - archiver.counts().records())
                        + " not archived after " + PATIENCE.toSeconds() + " s. Failing shards of the archiver: "
                        + archiver.failing());
            }
            archiver.rollNow();
            Thread.sleep(POLL_MILLIS);
        }
    }
}
