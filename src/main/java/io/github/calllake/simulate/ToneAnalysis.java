package io.github.calllake.simulate;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** The voice tone events of one leg of a call: one every ten seconds until the call ends, or until it is paused. */
final class ToneAnalysis implements Iterator<PlannedEvent> {
    private static final long INTERVAL = 10 * Times.SECOND;
    private static final long WINDOW = 30 * Times.SECOND;
    private static final long REPORTED_AFTER = 700 * Times.MILLI;

    private final Call call;
    private final VoiceAnalyticsEvents events;
    private final boolean isCaller;
    /** A pause stops voice analytics for good. */
    private final long stop;

    private long reached;
    private int reports;
    private double positive = 0.2;
    private double negative = 0.2;
    private double positiveSum;
    private double negativeSum;
    private boolean over;

    ToneAnalysis(Call call, VoiceAnalyticsEvents events, boolean isCaller) {
        this.call = call;
        this.events = events;
        this.isCaller = isCaller;
        this.stop = call.pause.map(pause -> Math.min(pause.from(), call.end)).orElse(call.end);
        this.reached = call.start + (isCaller ? 0 : INTERVAL / 2);
    }

    @Override
    public boolean hasNext() {
        return !over;
    }

    @Override
    public PlannedEvent next() {
        if (over) {
            throw new NoSuchElementException();
        }
        reached += INTERVAL;
        if (reached >= stop) {
            return last();
        }
        long reported = reached + REPORTED_AFTER;
        if (call.random.chance(0.004)) {
            over = true;
            return events.toneFailure(reported, isCaller, "Internal server error");
        }
        return report(reported, "VoiceToneAnalysisSuccessful");
    }

    private PlannedEvent last() {
        over = true;
        long ended = Math.max(stop, call.start + Times.SECOND);
        reached = ended;
        long reported = ended + 5 * REPORTED_AFTER;
        if (reports == 0) {
            return events.toneFailure(reported, isCaller, "Not enough speech");
        }
        return report(reported, "VoiceToneAnalysisCompleted");
    }

    private PlannedEvent report(long time, String status) {
        positive = drift(positive);
        negative = drift(negative);
        positiveSum += positive;
        negativeSum += negative;
        reports++;
        long windowStart = Math.max(call.start, reached - WINDOW);
        Tone current = Tone.of(windowStart, reached, positive, negative);
        Tone overall = Tone.of(call.start, reached, positiveSum / reports, negativeSum / reports);
        return events.tone(time, isCaller, status, current, overall);
    }

    private double drift(double share) {
        double drifted = share + (call.random.nextDouble() - 0.5) * 0.25;
        return Math.max(0, Math.min(0.9, drifted));
    }
}
