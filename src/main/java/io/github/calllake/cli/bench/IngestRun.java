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
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One run of {@code bench ingest}: a stack of its own in another process; the stream, the hot tier, the archiver; a warm-up,
 * the measured time, and the wait until everything that was put has arrived in both tiers. Where the rate is to be found, the stack stays for all
 * rates that are tried.
 */
final class IngestRun {

    private static final String STREAM = "bench-calls";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 100;
    private static final int FIRST_RATE = 1000;
    private static final double NANOS_A_SECOND = 1e9;

    /** Files of some size, often enough for a run to see some. */
    private static final RollPolicy ROLL = new RollPolicy(32L << 20, Duration.ofSeconds(10));

    private final IngestSettings settings;
    private final BenchEvents events;
    private final Clock clock;
    private final Consumer<IngestResult> progress;
    private long put;

    /**
     * @param progress is given each result as soon as it is there
     */
    IngestRun(IngestSettings settings, BenchEvents events, Clock clock, Consumer<IngestResult> progress) {
        this.settings = settings;
        this.events = events;
        this.clock = clock;
        this.progress = progress;
    }

    /** The result at the rate that was given, or at the highest that held; empty if none did. */
    Optional<IngestResult> run() throws IOException, InterruptedException, SQLException {
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
                Bench bench = new Bench(stack, writer, archiver);
                return settings.findsRate()
                        ? RateSearch.highest(
                                FIRST_RATE,
                                IngestSettings.MOST_RATE,
                                rate -> measure(settings.at(rate), bench),
                                IngestResult::holds)
                        : Optional.of(measure(settings, bench));
            } catch (IOException | InterruptedException | SQLException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new CallLakeException("The bench failed: " + e, e);
            }
        }
    }

    /** What is measured, and by what it is fed. */
    private record Bench(StackProcess stack, StreamWriter writer, Archiver archiver) {}

    private IngestResult measure(IngestSettings at, Bench bench)
            throws IOException, InterruptedException, SQLException {
        StackProcess stack = bench.stack();
        Archiver archiver = bench.archiver();
        long archivedBefore = archiver.counts().records();
        Visibility visibility = new Visibility();
        Puts puts = new Puts(at, bench.writer(), events, visibility);
        ViewWatcher watcher =
                ViewWatcher.start(stack.redshift(), Set.copyOf(at.views().values()), visibility, clock);
        double rate;
        JsonNode before;
        JsonNode after;
        try (watcher) {
            // One stretch: a pause after the warm-up would let the views catch up.
            long from = System.nanoTime() + Duration.ofSeconds(at.warmUp()).toNanos();
            long to = from + Duration.ofSeconds(at.seconds()).toNanos();
            visibility.measure(from, to, at.bound());
            Sampler sampler = Sampler.start(from, () -> traffic(stack.kinesis()), puts::done);
            // A given rate is measured to the end, however it goes.
            puts.until(to, settings.findsRate() ? new LostCause(at, visibility) : () -> false);
            double seconds = Math.max(1, System.nanoTime() - from) / NANOS_A_SECOND;
            rate = (puts.done() - sampler.putBefore()) / seconds;
            before = sampler.trafficBefore();
            after = traffic(stack.kinesis());
            put += puts.done();
            awaitAll(watcher, archiver, visibility);
        }
        IngestResult result = new IngestResult(
                at,
                rate,
                visibility.lags(),
                difference(before, after, "writeProvisionedThroughputExceeded"),
                difference(before, after, "readProvisionedThroughputExceeded"),
                difference(before, after, "iteratorsThrottled"),
                archiver.counts().records() - archivedBefore,
                watcher.queries(),
                events.meanBytes());
        progress.accept(result);
        return result;
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

    private void awaitAll(ViewWatcher watcher, Archiver archiver, Visibility visibility) throws InterruptedException {
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
