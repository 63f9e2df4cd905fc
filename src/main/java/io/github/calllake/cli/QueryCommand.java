package io.github.calllake.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.CallLake;
import io.github.calllake.CallLakeBuilder;
import io.github.calllake.query.CallAnalytics;
import io.github.calllake.query.CallFilter;
import io.github.calllake.query.TimeRange;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
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
            "Asks the hot tier (Redshift), the cold tier (Athena), or both as one.",
            "Of both, what is archived comes from the cold tier, and what is newer from the hot one."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  call-lake query counts",
            "  call-lake query transcript CALL-ID --tier cold",
            "  call-lake query counts --tier both --stream call-analytics"
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

    @Option(
            names = "--tier",
            paramLabel = "hot|cold|both",
            defaultValue = "hot",
            description = "Which to ask; ${DEFAULT-VALUE}.")
    private Asked tier;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = Instants.class,
            description = "Event time, ISO 8601 with zone; else a day ago.")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "TIME", converter = Instants.class, description = "And before this; else now.")
    private @Nullable Instant to;

    @Option(names = "--json", description = "Print JSON, one object a line.")
    private boolean json;

    @Mixin
    private RedshiftOptions redshift;

    @Option(
            names = "--schema",
            paramLabel = "NAME",
            defaultValue = "${env:FLYWAY_DEFAULT_SCHEMA:-call_analytics}",
            description = "The hot tier's schema; ${DEFAULT-VALUE}.")
    private String schema;

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
        requireNoMoreThanIsAsked();
        TimeRange range = range(Clock.systemUTC().instant());
        try (CallLake callLake = tiers().build()) {
            answer(callLake.analytics(), range, spec.commandLine().getOut());
        }
        return 0;
    }

    /** What is given and would not be looked at is a mistake. */
    private void requireNoMoreThanIsAsked() {
        if (question == Question.TRANSCRIPT && callId == null) {
            throw Usage.wrong(spec, "transcript needs a call id");
        }
        if (question != Question.TRANSCRIPT && callId != null) {
            throw Usage.wrong(
                    spec,
                    "Unmatched argument at index 1: '" + callId + "': "
                            + question.name().toLowerCase(Locale.ROOT) + " takes no call id");
        }
        lake.layoutIfNamed();
    }

    private CallLakeBuilder tiers() {
        CallLakeBuilder tiers = CallLake.builder();
        if (tier != Asked.COLD) {
            tiers.hot(Usage.checked(spec, () -> redshift.settings().withSchema(schema)));
        }
        if (tier != Asked.HOT) {
            tiers.cold(database.settings().database());
        }
        if (tier == Asked.BOTH) {
            if (stream == null || stream.isEmpty()) {
                throw Usage.wrong(spec, "both tiers are split by what is archived of a stream: name it by --stream");
            }
            tiers.stream(stream);
            lake.layoutIfNamed().ifPresent(layout -> tiers.lake(layout.address()));
        }
        return tiers;
    }

    private TimeRange range(Instant now) {
        Instant end = to == null ? now : to;
        Instant start = from == null ? end.minus(Duration.ofDays(1)) : from;
        return Usage.checked(spec, () -> new TimeRange(start, end));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private void answer(CallAnalytics analytics, TimeRange range, PrintWriter out) {
        switch (question) {
            case COUNTS ->
                analytics
                        .countEvents(CallFilter.in(range))
                        .forEach(count -> out.println(
                                json
                                        ? object().put(
                                                        "detailType",
                                                        count.type().text())
                                                .put("events", count.events())
                                        : count.type() + "\t" + count.events()));
            case CALLS ->
                analytics
                        .calls(CallFilter.in(range))
                        .forEach(call -> out.println(
                                json
                                        ? object().put("callId", call.callId())
                                                .put("direction", call.direction())
                                                .put(
                                                        "firstEvent",
                                                        call.firstEvent().toString())
                                                .put(
                                                        "lastEvent",
                                                        call.lastEvent().toString())
                                                .put("events", call.events())
                                        : call.firstEvent() + "\t" + call.lastEvent() + "\t" + call.callId() + "\t"
                                                + call.direction()));
            case TRANSCRIPT -> {
                analytics
                        .transcript(Objects.requireNonNull(callId), range)
                        .forEach(line -> out.println(
                                json
                                        ? object().put("callId", line.callId())
                                                .put("speaker", line.speaker())
                                                .put("text", line.text())
                                                .put("sentiment", line.sentiment())
                                                .put("beginOffsetMillis", line.beginOffsetMillis())
                                                .put("endOffsetMillis", line.endOffsetMillis())
                                        : line.speaker() + ": " + line.text()));
            }
        }
    }
}
