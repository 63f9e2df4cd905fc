package io.github.calllake.simulate;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What a {@link CallSimulator} simulates. Immutable. Chances and shares are from 0 to 1.
 *
 * <pre>{@code
 * SimulatorSettings.builder().seed(7).calls(1_000).duplicateChance(0.01).build()
 * }</pre>
 *
 * <p>{@linkplain #defaults() By default} 100 calls of three minutes start ten seconds apart and every event is delivered
 * once and in order.
 *
 * @param seed the same seed and settings give the same bytes, on any machine
 * @param calls how many calls, at least 0
 * @param start when the first call may start; from 1970 to 9000
 * @param meanBetweenCalls mean time from one call's start to the next one's, above 0
 * @param meanCallLength mean length of a call, from 10 seconds to 4 hours
 * @param transcribeShare share of calls transcribed by Amazon Transcribe; the others are by Transcribe Call Analytics
 * @param voiceAnalyticsShare share of calls with speaker search and voice tone analysis
 * @param variantChance chance that an event, or a call, uses a spelling of the data model other than the usual one
 * @param duplicateChance chance that an event is delivered once more, within a minute
 * @param lateChance chance that an event arrives between one minute and {@code maximumLateness} after its time
 * @param outOfOrderChance chance that an event arrives up to 20 seconds after its time
 * @param malformedChance chance that an event is followed by a malformed record
 * @param maximumLateness the most by which a late event is late, from 1 minute to 30 days; such events are held in
 *     memory until they are due
 * @param postCallLocation where Transcribe leaves the files of calls with post-call analytics, {@code s3://bucket/prefix}
 *     without a slash at the end
 */
public record SimulatorSettings(
        long seed,
        long calls,
        Instant start,
        Duration meanBetweenCalls,
        Duration meanCallLength,
        double transcribeShare,
        double voiceAnalyticsShare,
        double variantChance,
        double duplicateChance,
        double lateChance,
        double outOfOrderChance,
        double malformedChance,
        Duration maximumLateness,
        String postCallLocation) {

    private static final Pattern LOCATION = Pattern.compile("s3://[a-z0-9.-]{3,63}(/[^/]+)*");
    private static final Instant LAST_START = Instant.parse("9000-01-01T00:00:00Z");

    public SimulatorSettings {
        requireNonNull(start, "start");
        if (!LOCATION.matcher(postCallLocation).matches()) {
            throw new IllegalArgumentException(
                    "postCallLocation must be s3://bucket or s3://bucket/prefix, not " + postCallLocation);
        }
        if (calls < 0) {
            throw new IllegalArgumentException("calls must be at least 0, not " + calls);
        }
        if (start.isBefore(Instant.EPOCH) || start.isAfter(LAST_START)) {
            throw new IllegalArgumentException("start must lie between 1970 and 9000, not at " + start);
        }
        requireWithin("meanBetweenCalls", meanBetweenCalls, Duration.ofNanos(1_000), Duration.ofDays(1));
        requireWithin("meanCallLength", meanCallLength, Duration.ofSeconds(10), Duration.ofHours(4));
        requireWithin("maximumLateness", maximumLateness, Duration.ofMinutes(1), Duration.ofDays(30));
        requireShare("transcribeShare", transcribeShare);
        requireShare("voiceAnalyticsShare", voiceAnalyticsShare);
        requireShare("variantChance", variantChance);
        requireShare("duplicateChance", duplicateChance);
        requireShare("lateChance", lateChance);
        requireShare("outOfOrderChance", outOfOrderChance);
        requireShare("malformedChance", malformedChance);
        if (lateChance + outOfOrderChance > 1) {
            throw new IllegalArgumentException("lateChance and outOfOrderChance must not exceed 1 together");
        }
    }

    private static void requireShare(String name, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(name + " must be from 0 to 1, not " + share);
        }
    }

    private static void requireWithin(String name, Duration duration, Duration least, Duration most) {
        requireNonNull(duration, name);
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", not " + duration);
        }
    }

    public static SimulatorSettings defaults() {
        return builder().build();
    }

    /** A builder that starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from these settings. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.seed = seed;
        builder.calls = calls;
        builder.start = start;
        builder.meanBetweenCalls = meanBetweenCalls;
        builder.meanCallLength = meanCallLength;
        builder.transcribeShare = transcribeShare;
        builder.voiceAnalyticsShare = voiceAnalyticsShare;
        builder.variantChance = variantChance;
        builder.duplicateChance = duplicateChance;
        builder.lateChance = lateChance;
        builder.outOfOrderChance = outOfOrderChance;
        builder.malformedChance = malformedChance;
        builder.maximumLateness = maximumLateness;
        builder.postCallLocation = postCallLocation;
        return builder;
    }

    /** Settings in the making; see {@link SimulatorSettings} for what each means. Not thread-safe. */
    public static final class Builder {
        private long seed = 1;
        private long calls = 100;
        private Instant start = Instant.parse("2026-01-05T08:00:00Z");
        private Duration meanBetweenCalls = Duration.ofSeconds(10);
        private Duration meanCallLength = Duration.ofMinutes(3);
        private double transcribeShare = 0.3;
        private double voiceAnalyticsShare = 0.6;
        private double variantChance = 0.05;
        private double duplicateChance;
        private double lateChance;
        private double outOfOrderChance;
        private double malformedChance;
        private Duration maximumLateness = Duration.ofMinutes(30);
        private String postCallLocation = "s3://example-post-call/tca";

        private Builder() {}

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Builder calls(long value) {
            calls = value;
            return this;
        }

        public Builder start(Instant value) {
            start = value;
            return this;
        }

        public Builder meanBetweenCalls(Duration value) {
            meanBetweenCalls = value;
            return this;
        }

        public Builder meanCallLength(Duration value) {
            meanCallLength = value;
            return this;
        }

        public Builder transcribeShare(double value) {
            transcribeShare = value;
            return this;
        }

        public Builder voiceAnalyticsShare(double value) {
            voiceAnalyticsShare = value;
            return this;
        }

        public Builder variantChance(double value) {
            variantChance = value;
            return this;
        }

        public Builder duplicateChance(double value) {
            duplicateChance = value;
            return this;
        }

        public Builder lateChance(double value) {
            lateChance = value;
            return this;
        }

        public Builder outOfOrderChance(double value) {
            outOfOrderChance = value;
            return this;
        }

        public Builder malformedChance(double value) {
            malformedChance = value;
            return this;
        }

        public Builder maximumLateness(Duration value) {
            maximumLateness = value;
            return this;
        }

        public Builder postCallLocation(String value) {
            postCallLocation = value;
            return this;
        }

        /** The settings; fails with {@link IllegalArgumentException} if one of them is out of its range. */
        public SimulatorSettings build() {
            return new SimulatorSettings(
                    seed,
                    calls,
                    start,
                    meanBetweenCalls,
                    meanCallLength,
                    transcribeShare,
                    voiceAnalyticsShare,
                    variantChance,
                    duplicateChance,
                    lateChance,
                    outOfOrderChance,
                    malformedChance,
                    maximumLateness,
                    postCallLocation);
        }
    }
}
