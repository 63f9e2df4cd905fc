package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import io.github.calllake.cli.bench.SeamJudge.Asked;
import io.github.calllake.engine.QueryException;
import io.github.calllake.query.CallAnalytics;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Several threads that ask, each question at its time, most of them about events around the boundary: where that is, is seen
 * from the answer before.
 */
final class SeamAskers {

    private static final long NANOS_A_SECOND = 1_000_000_000L;
    private static final int KINDS = SeamQuestion.Kind.values().length;

    /** How far from the boundary, in seconds of putting. */
    private static final int SPREAD = 3;

    private static final Duration FIRST_LAG = Duration.ofSeconds(6);

    private final SeamSettings settings;
    private final SeamEvents events;
    private final SeamPuts puts;
    private final SeamHotTier hotTier;
    private final IntFunction<Way> ways;
    private final Clock clock;
    private final AtomicInteger taken = new AtomicInteger();

    /** One of the ways that are asked in turns. */
    static final class Way {
        private final String name;
        private final CallAnalytics analytics;
        private final List<Asked> asked = new ArrayList<>();
        private int refused;
        /** How far the boundary is behind. */
        private Duration lag = FIRST_LAG;

        Way(String name, CallAnalytics analytics) {
            this.name = name;
            this.analytics = analytics;
        }

        String name() {
            return name;
        }

        synchronized List<Asked> asked() {
            return List.copyOf(asked);
        }

        /** Questions that could not be answered, or not judged, for the hot tier was made anew meanwhile. */
        synchronized int refused() {
            return refused;
        }

        private synchronized void answered(Asked answer, Instant now) {
            asked.add(answer);
            answer.given().boundaries().get(0).ifPresent(boundary -> lag = Duration.between(boundary, now));
        }

        private synchronized void refuse() {
            refused++;
        }

        private synchronized Duration lag() {
            return lag;
        }
    }

    /**
     * @param ways by the number of a question, how it is asked
     */
    SeamAskers(
            SeamSettings settings,
            SeamEvents events,
            SeamPuts puts,
            SeamHotTier hotTier,
            IntFunction<Way> ways,
            Clock clock) {
        this.settings = settings;
        this.events = events;
        this.puts = puts;
        this.hotTier = hotTier;
        this.ways = ways;
        this.clock = clock;
    }

    /** Asks all questions, or until the time is up that they may take. */
    void run() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(settings.askers());
        try {
            long start = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < settings.askers(); thread++) {
                Random random = new Random(settings.seed() * 31 + thread);
                running.add(threads.submit(() -> {
                    askAll(start, random);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CallLakeException failure
                    ? failure
                    : new CallLakeException("Asking failed: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    private void askAll(long start, Random random) throws InterruptedException {
        long end = start + settings.atMost().toNanos();
        while (System.nanoTime() < end) {
            int number = taken.getAndIncrement();
            if (number >= settings.questions()) {
                return;
            }
            long turn = start + settings.seconds() * NANOS_A_SECOND / settings.questions() * number;
            Duration wait = Duration.ofNanos(Math.max(0, turn - System.nanoTime()));
            Thread.sleep(wait.toMillis(), wait.toNanosPart() % 1_000_000);
            hotTier.check();
            if (puts.numbers() > 2 * SeamEvents.A_CALL) {
                Way way = ways.apply(number);
                ask(way, question(random, way.lag()));
            }
        }
    }

    /** Asks, and notes what was known before and after. */
    void ask(Way way, SeamQuestion question) {
        int life = hotTier.life();
        Map<String, BigInteger> shown = hotTier.shown();
        try {
            SeamQuestion.Given given = question.ask(way.analytics, events);
            if (hotTier.life() == life && life % 2 == 0) {
                way.answered(new Asked(question, shown, puts.deliveries(), given), clock.instant());
                return;
            }
        } catch (QueryException e) {
            if (hotTier.life() == life && life % 2 == 0) {
                throw e;
            }
        }
        way.refuse();
    }

    private SeamQuestion question(Random random, Duration lag) {
        SeamQuestion.Kind kind = SeamQuestion.Kind.values()[random.nextInt(KINDS)];
        int newest = puts.numbers();
        int seam = newest - (int) (lag.toMillis() * settings.rate() / 1_000);
        int middle =
                switch (random.nextInt(10)) {
                    case 0 -> newest;
                    case 1 -> random.nextInt(newest);
                    default -> seam + (int) ((random.nextDouble() - 0.5) * 2 * SPREAD * settings.rate());
                };
        int width =
                switch (kind) {
                    case PAGES -> 40 + random.nextInt(100);
                    case LINES -> 40 + random.nextInt(600);
                    case COUNTS, DELIVERIES, CALLS, WINDOWS -> 100 + random.nextInt(2_000);
                    case TRANSCRIPT, TIMELINE -> SeamEvents.A_CALL;
                };
        int from = Math.max(0, Math.min(newest - width, middle - width / 2));
        if (kind == SeamQuestion.Kind.TRANSCRIPT || kind == SeamQuestion.Kind.TIMELINE) {
            from = from / SeamEvents.A_CALL * SeamEvents.A_CALL;
        }
        return new SeamQuestion(kind, from, Math.min(newest, from + width));
    }
}
