package io.github.calllake.cli;

import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.query.CallAnalytics;
import io.github.calllake.query.CallFilter;
import io.github.calllake.query.LakeBoundary;
import io.github.calllake.query.TieredCallAnalytics;
import io.github.calllake.query.TieredSettings;
import io.github.calllake.query.TimeRange;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "query",
        description = {
            "Asks the hot tier (Redshift), the cold tier (Athena), or both as one: what is archived from the cold tier, what is",
            "newer from the hot one."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  call-lake query counts",
            "  call-lake query transcript CALL-ID --tier cold",
            "  call-lake query counts --tier both --stream call-analytics --bucket s3://my-bucket"
        })
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class QueryCommand implements java.util.concurrent.Callable<Integer> {

    private enum Question {
        COUNTS,
        CALLS,
        TRANSCRIPT
    }

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "QUESTION", description = "counts, calls or transcript.")
    private Question question;

    @Parameters(index = "1", arity = "0..1", paramLabel = "CALL-ID", description = "The call, for transcript.")
    private @Nullable String callId;

    private enum Asked {
        HOT,
        COLD,
        BOTH
    }

    @Option(names = "--tier", paramLabel = "hot|cold|both", defaultValue = "hot", description = "${DEFAULT-VALUE}.")
    private Asked tier;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = Instants.class,
            description = "Event time, ISO 8601 with zone; else a day ago.")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "TIME", converter = Instants.class, description = "And before this; else now.")
    private @Nullable Instant to;

    @Mixin
    private RedshiftOptions redshift;

    @Mixin
    private DatabaseOption database;

    @Option(
            names = "--stream",
            paramLabel = "NAME",
            defaultValue = "${env:CALL_LAKE_STREAM}",
            description = "With both: the stream that fills them; else $CALL_LAKE_STREAM.")
    private @Nullable String stream;

    @Mixin
    private LakeOptions lake;

    @Override
    public Integer call() {
        TimeRange range = range(Clock.systemUTC().instant());
        PrintWriter out = spec.commandLine().getOut();
        if (tier == Asked.BOTH) {
            askBoth(range, out);
        } else {
            try (QueryEngine engine = engine()) {
                answer(CallAnalytics.over(engine), range, out);
            }
        }
        return 0;
    }

    private void askBoth(TimeRange range, PrintWriter out) {
        if (stream == null || stream.isEmpty()) {
            throw Usage.wrong(spec, "both tiers are split by what is archived of a stream: name it by --stream");
        }
        LakeLayout layout = lake.layout();
        ExecutorService executor = Executors.newCachedThreadPool();
        try (LakeStore store = LakeStore.open(layout.bucket());
                QueryEngine hot = RedshiftEngine.open(redshift.settings());
                QueryEngine cold = AthenaEngine.open(coldSettings())) {
            LakeBoundary boundary = LakeBoundary.of(store, layout, stream);
            answer(
                    TieredCallAnalytics.over(
                            hot, cold, boundary, TieredSettings.defaults(), executor, Clock.systemUTC()),
                    range,
                    out);
        } finally {
            executor.shutdownNow();
        }
    }

    private TimeRange range(Instant now) {
        Instant end = to == null ? now : to;
        Instant start = from == null ? end.minus(Duration.ofDays(1)) : from;
        return Usage.checked(spec, () -> new TimeRange(start, end));
    }

    private QueryEngine engine() {
        return tier == Asked.HOT ? RedshiftEngine.open(redshift.settings()) : AthenaEngine.open(coldSettings());
    }

    /** A lake that was taken over is asked otherwise. */
    private AthenaSettings coldSettings() {
        String name = database.settings().database();
        try (LakeCatalog catalog = LakeCatalog.open()) {
            return catalog.settings(name);
        }
    }

    private void answer(CallAnalytics analytics, TimeRange range, PrintWriter out) {
        switch (question) {
            case COUNTS ->
                analytics
                        .countEvents(CallFilter.in(range))
                        .forEach(count -> out.println(count.type() + "\t" + count.events()));
            case CALLS ->
                analytics
                        .calls(CallFilter.in(range))
                        .forEach(call -> out.println(call.firstEvent() + "\t" + call.lastEvent() + "\t" + call.callId()
                                + "\t" + call.direction()));
            case TRANSCRIPT -> {
                if (callId == null) {
                    throw Usage.wrong(spec, "transcript needs a call id");
                }
                analytics.transcript(callId, range).forEach(line -> out.println(line.speaker() + ": " + line.text()));
            }
        }
    }
}
