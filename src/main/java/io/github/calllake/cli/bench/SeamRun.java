package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.archive.RollPolicy;
import io.github.calllake.cli.bench.SeamAskers.Way;
import io.github.calllake.cli.bench.SeamJudge.Delivery;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.query.CallAnalytics;
import io.github.calllake.query.LakeBoundary;
import io.github.calllake.query.TieredCallAnalytics;
import io.github.calllake.query.TieredSettings;
import io.github.calllake.query.TimeBoundary;
import io.github.calllake.stream.ShardBatch;
import io.github.calllake.stream.ShardPosition;
import io.github.calllake.stream.ShardReader;
import io.github.calllake.stream.StreamRecord;
import io.github.calllake.stream.StreamShard;
import io.github.calllake.stream.StreamWriter.Placed;
import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One run of {@code bench seam}: questions to both tiers as one while records come with arrival times out of order, shards
 * split and merge, the archiver rolls, the hot tier is trimmed and the boundary moves; in the end every answer is held
 * against what was put.
 */
final class SeamRun {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long POLL_MILLIS = 100;
    private static final int SHARDS = 2;

    private final SeamSettings settings;
    private final SeamStack stack;
    private final Map<String, Asking> ways;
    private final Consumer<String> progress;
    private final Clock clock = Clock.systemUTC();
    private final SeamEvents events = new SeamEvents(clock.instant());
    private long trimmed;
    private Duration took = Duration.ZERO;

    /** A way of asking both tiers as one. */
    interface Asking {
        /**
         * @param boundaries makes a boundary with a margin
         */
        CallAnalytics of(
                QueryEngine hot, QueryEngine cold, Function<Duration, TimeBoundary> boundaries, Executor executor);
    }

    /**
     * A run.
     *
     * @param ways each question is asked in one of them, in turns; by their names
     * @param progress is told what happens
     */
    SeamRun(SeamSettings settings, SeamStack stack, Map<String, Asking> ways, Consumer<String> progress) {
        this.settings = settings;
        this.stack = stack;
        this.ways = new LinkedHashMap<>(ways);
        this.progress = progress;
    }

    /** As the library has it. */
    static Asking asking(Duration margin) {
        TieredSettings tiered = new TieredSettings(Duration.ofDays(1), false, Duration.ofSeconds(1));
        return (hot, cold, boundaries, executor) ->
                TieredCallAnalytics.over(hot, cold, boundaries.apply(margin), tiered, executor, Clock.systemUTC());
    }

    Map<String, SeamResult> run() throws IOException, InterruptedException, SQLException {
        disorder(settings.margin());
        stack.writer().createIfAbsent(SHARDS);
        stack.store().createBucketIfAbsent();
        stack.catalog().create(LakeDefinition.of(stack.database(), stack.layout()));
        ExecutorService executor = Executors.newCachedThreadPool();
        try (SeamHotTier hotTier = SeamHotTier.start(stack.redshift(), stack.stream());
                QueryEngine hot = RedshiftEngine.open(stack.redshift());
                Archiver archiver = archiver()) {
            List<Way> asked = new ArrayList<>();
            ways.forEach(
                    (name, asking) -> asked.add(new Way(name, asking.of(hot, stack.cold(), this::boundary, executor))));
            SeamPuts puts = SeamPuts.start(settings, events, stack.writer());
            SeamAskers askers =
                    new SeamAskers(settings, events, puts, hotTier, number -> asked.get(number % asked.size()), clock);
            Instant start = clock.instant();
            try (puts) {
                askWhileAllMoves(askers, hotTier);
            }
            took = Duration.between(start, clock.instant());
            askForAll(askers, asked, puts, hotTier);
            progress.accept("archived " + archiver.counts().records() + " of " + puts.deliveries());
            return judged(asked, puts);
        } catch (InterruptedException | SQLException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CallLakeException("The bench failed: " + e, e);
        } finally {
            executor.shutdownNow();
            disorder(Duration.ZERO);
        }
    }

    private Archiver archiver() {
        ArchiverSettings rolling = ArchiverSettings.defaults()
                .withRoll(new RollPolicy(32L << 20, settings.rolls()))
                .withProgressInterval(Duration.ofSeconds(1));
        return Archiver.start(stack.source(), stack.store(), stack.layout(), rolling, clock);
    }

    /** Read for each question: it moves as much as it can. */
    private TimeBoundary boundary(Duration margin) {
        return new LakeBoundary(stack.store(), stack.layout(), stack.stream(), margin, Duration.ZERO, clock);
    }

    /** Records then tell an arrival that is up to so much earlier than when they came: the local Kinesis keeps it with the record. */
    private void disorder(Duration most) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(stack.kinesis().resolve("/_local/settings"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"arrivalSkewMillis\": " + most.toMillis() + "}"))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new CallLakeException("The local Kinesis takes no disorder of arrival times: " + answer.body());
        }
    }

    private void askWhileAllMoves(SeamAskers askers, SeamHotTier hotTier) throws InterruptedException {
        Reshards reshards = new Reshards(stack.kinesis(), stack.stream(), new Random(settings.seed() + 1));
        Duration middle = Duration.ofSeconds(settings.seconds()).dividedBy(2);
        try (SeamMoves moves = new SeamMoves()) {
            moves.every(settings.reshards(), reshards::one);
            moves.every(settings.trims(), () -> trim(hotTier));
            if (settings.rebuilds()) {
                moves.once(middle, () -> rebuild(hotTier));
            }
            askers.run();
            moves.check();
        }
    }

    private void trim(SeamHotTier hotTier) {
        if (hotTier.life() % 2 == 0) {
            boundary(settings.margin())
                    .read()
                    .ifPresent(boundary -> trimmed += hotTier.trim(boundary.minus(settings.kept())));
        }
    }

    private void rebuild(SeamHotTier hotTier) throws SQLException {
        progress.accept("making the hot tier anew");
        hotTier.rebuild();
        progress.accept("made");
    }

    /** Once nothing moves any more there is one right answer to everything. */
    private void askForAll(SeamAskers askers, List<Way> ways, SeamPuts puts, SeamHotTier hotTier)
            throws InterruptedException {
        Map<String, BigInteger> last = new LinkedHashMap<>();
        puts.placed()
                .keySet()
                .forEach(placed ->
                        last.merge(placed.shardId(), new BigInteger(placed.sequenceNumber()), BigInteger::max));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!areShown(last, hotTier.shown())) {
            hotTier.check();
            if (System.nanoTime() > deadline) {
                throw new CallLakeException("Not all records that were put can be seen in the hot tier after "
                        + PATIENCE.toSeconds() + " s: wanted " + last + ", seen " + hotTier.shown());
            }
            Thread.sleep(POLL_MILLIS);
        }
        for (Way way : ways) {
            for (SeamQuestion.Kind kind : List.of(
                    SeamQuestion.Kind.COUNTS,
                    SeamQuestion.Kind.DELIVERIES,
                    SeamQuestion.Kind.CALLS,
                    SeamQuestion.Kind.LINES)) {
                askers.ask(way, new SeamQuestion(kind, 0, puts.numbers()));
            }
        }
    }

    private static boolean areShown(Map<String, BigInteger> wanted, Map<String, BigInteger> shown) {
        return wanted.entrySet().stream()
                .allMatch(each ->
                        shown.getOrDefault(each.getKey(), BigInteger.ZERO).compareTo(each.getValue()) >= 0);
    }

    private Map<String, SeamResult> judged(List<Way> asked, SeamPuts puts) {
        Map<Placed, Integer> placed = puts.placed();
        List<Integer> numbers = puts.numbersOfDeliveries();
        List<List<Delivery>> byNumber = new ArrayList<>();
        for (int number = 0; number < puts.numbers(); number++) {
            byNumber.add(new ArrayList<>());
        }
        boolean faultless = placed.size() == numbers.size();
        List<StreamShard> shards = stack.source().shards();
        int found = 0;
        for (StreamShard shard : shards) {
            for (StreamRecord record : read(shard)) {
                Optional<Integer> place =
                        Optional.ofNullable(placed.get(new Placed(shard.id(), record.sequenceNumber())));
                faultless &= place.isPresent();
                found++;
                place.ifPresent(at -> byNumber.get(numbers.get(at))
                        .add(new Delivery(at, shard.id(), new BigInteger(record.sequenceNumber()), record.arrival())));
            }
        }
        boolean asPut = faultless && found == numbers.size();
        SeamJudge judge = new SeamJudge(events, byNumber);
        Map<String, SeamResult> results = new LinkedHashMap<>();
        for (Way way : asked) {
            results.put(
                    way.name(),
                    new SeamResult(
                            settings,
                            took,
                            numbers.size(),
                            numbers.size() - puts.numbers(),
                            shards.size(),
                            trimmed,
                            way.refused(),
                            asPut,
                            way.asked().stream().map(judge::judge).toList()));
        }
        return results;
    }

    private List<StreamRecord> read(StreamShard shard) {
        List<StreamRecord> records = new ArrayList<>();
        ShardReader reader = stack.source().reader(shard.id(), ShardPosition.trimHorizon());
        ShardBatch batch;
        do {
            batch = reader.next();
            records.addAll(batch.records());
        } while (!batch.atTip() && batch.ended().isEmpty());
        return records;
    }
}
