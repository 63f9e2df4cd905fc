package io.github.calllake.export;

import static io.github.calllake.schema.ColumnType.Scalar.BIGINT;
import static io.github.calllake.schema.ColumnType.Scalar.DOUBLE;
import static io.github.calllake.schema.ColumnType.Scalar.JSON;
import static io.github.calllake.schema.ColumnType.Scalar.STRING;
import static io.github.calllake.schema.ColumnType.Scalar.TIMESTAMP;

import io.github.calllake.event.DetailType;
import io.github.calllake.event.RecordedFile;
import io.github.calllake.query.CallFilter;
import io.github.calllake.query.EventCount;
import io.github.calllake.query.Freshness;
import io.github.calllake.query.TimeRange;
import io.github.calllake.schema.ColumnType.Scalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The reports that come with the product. They ask {@link io.github.calllake.query.CallAnalytics}, so their numbers are its numbers and
 * their order is its order.
 */
public final class Reports {

    private static final Map<String, Function<ReportParameters, ExportQuestion>> ALL = all();

    private static Map<String, Function<ReportParameters, ExportQuestion>> all() {
        Map<String, Function<ReportParameters, ExportQuestion>> all = new LinkedHashMap<>();
        all.put("calls", Reports::calls);
        all.put("sentiment", Reports::sentiment);
        all.put("category-matches", Reports::categoryMatches);
        all.put("talk-time", Reports::talkTime);
        all.put("voice-tone", VoiceToneReport::of);
        all.put("speaker-matches", Reports::speakerMatches);
        all.put("recordings", Reports::recordings);
        all.put("rows", ViewReport::of);
        all.put("freshness", Reports::freshness);
        all.put("windows", WindowsReport::of);
        return Collections.unmodifiableMap(all);
    }

    private Reports() {}

    /** Their names. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /**
     * A report with its parameters.
     *
     * @throws IllegalArgumentException if there is no such report, or a parameter is unknown, missing or wrong; all that is wrong
     *     at once
     */
    public static ExportQuestion named(String name, Map<String, String> parameters) {
        Function<ReportParameters, ExportQuestion> report = ALL.get(name);
        if (report == null) {
            throw new IllegalArgumentException(
                    "there is no report '" + name + "'; there are " + String.join(", ", ALL.keySet()));
        }
        ReportParameters read = new ReportParameters(parameters);
        List<String> faults = new ArrayList<>();
        ExportQuestion question = null;
        try {
            question = report.apply(read);
        } catch (IllegalArgumentException e) {
            if (read.faults().isEmpty()) {
                faults.add(e.getMessage());
            }
        }
        faults.addAll(read.faults());
        if (question == null || !faults.isEmpty()) {
            throw new IllegalArgumentException(faults.stream()
                    .map(fault -> "report " + name + ": " + fault)
                    .collect(Collectors.joining("\n")));
        }
        return question;
    }

    static ExportColumn column(String name, Scalar type) {
        return new ExportColumn(name, type);
    }

    private static ExportQuestion calls(ReportParameters parameters) {
        Function<TimeRange, CallFilter> calls = parameters.calls();
        return new NamedReport(
                "calls",
                List.of(
                        column("call_id", STRING),
                        column("transaction_id", STRING),
                        column("voice_connector_id", STRING),
                        column("from_number", STRING),
                        column("to_number", STRING),
                        column("direction", STRING),
                        column("first_event", TIMESTAMP),
                        column("last_event", TIMESTAMP),
                        column("last_event_type", STRING),
                        column("events", BIGINT)),
                (tier, window) -> ExportRows.of(
                        tier.analytics().streamCalls(calls.apply(window.range())),
                        call -> ExportRows.row(
                                call.callId(),
                                call.transactionId(),
                                call.voiceConnectorId(),
                                call.fromNumber(),
                                call.toNumber(),
                                call.direction(),
                                call.firstEvent(),
                                call.lastEvent(),
                                call.lastEventType(),
                                call.events())));
    }

    private static ExportQuestion sentiment(ReportParameters parameters) {
        Function<TimeRange, CallFilter> calls = parameters.calls();
        Duration span = parameters.duration("span", Duration.ofHours(1));
        if (span.isZero()) {
            parameters.fault("parameter span must be longer than nothing");
        }
        return new NamedReport(
                "sentiment",
                List.of(
                        column("span_start", TIMESTAMP),
                        column("participant_role", STRING),
                        column("sentiment", STRING),
                        column("utterances", BIGINT)),
                (tier, window) -> ExportRows.of(
                        tier.analytics().sentiment(calls.apply(window.range()), span).stream(),
                        count -> ExportRows.row(
                                count.start(), count.participantRole(), count.sentiment(), count.utterances())));
    }

    private static ExportQuestion categoryMatches(ReportParameters parameters) {
        Function<TimeRange, CallFilter> calls = parameters.calls();
        return new NamedReport(
                "category-matches",
                List.of(
                        column("event_time", TIMESTAMP),
                        column("call_id", STRING),
                        column("category", STRING),
                        column("matched_details", JSON)),
                (tier, window) -> ExportRows.of(
                        tier.analytics().streamCategoryMatches(calls.apply(window.range())),
                        match -> ExportRows.row(
                                match.eventTime(), match.callId(), match.category(), match.matchedDetails())));
    }

    private static ExportQuestion talkTime(ReportParameters parameters) {
        Function<TimeRange, CallFilter> calls = parameters.calls();
        return new NamedReport(
                "talk-time",
                List.of(
                        column("call_id", STRING),
                        column("participant_role", STRING),
                        column("utterances", BIGINT),
                        column("talk_millis", BIGINT),
                        column("share", DOUBLE),
                        column("interruptions", BIGINT)),
                (tier, window) -> ExportRows.of(
                        tier.analytics().talkShares(calls.apply(window.range())).stream(),
                        share -> ExportRows.row(
                                share.callId(),
                                share.participantRole(),
                                share.utterances(),
                                share.talkMillis(),
                                share.share(),
                                share.interruptions())));
    }

    private static ExportQuestion speakerMatches(ReportParameters parameters) {
        Function<TimeRange, CallFilter> calls = parameters.calls();
        double least = parameters.number("minimum-confidence", 0);
        if (!(least >= 0 && least <= 1)) {
            parameters.fault("parameter minimum-confidence must be from 0 to 1");
        }
        return new NamedReport(
                "speaker-matches",
                List.of(
                        column("event_time", TIMESTAMP),
                        column("call_id", STRING),
                        column("participant_role", STRING),
                        column("voice_profile_id", STRING),
                        column("confidence", DOUBLE)),
                (tier, window) -> ExportRows.of(
                        tier.analytics().streamSpeakerMatches(least, calls.apply(window.range())),
                        match -> ExportRows.row(
                                match.eventTime(),
                                match.callId(),
                                match.participantRole(),
                                match.voiceProfileId(),
                                match.confidence())));
    }

    private static ExportQuestion recordings(ReportParameters parameters) {
        Function<TimeRange, CallFilter> calls = parameters.calls();
        return new NamedReport(
                "recordings",
                List.of(
                        column("event_time", TIMESTAMP),
                        column("call_id", STRING),
                        column("kind", STRING),
                        column("url", STRING),
                        column("bucket", STRING),
                        column("object_key", STRING),
                        column("duration_seconds", DOUBLE),
                        column("start_time", TIMESTAMP),
                        column("end_time", TIMESTAMP),
                        column("session_id", STRING)),
                (tier, window) ->
                        ExportRows.of(tier.analytics().streamRecordings(calls.apply(window.range())), recording -> {
                            Optional<RecordedFile> file = Optional.ofNullable(recording.file());
                            return ExportRows.row(
                                    recording.eventTime(),
                                    recording.callId(),
                                    recording.kind().name(),
                                    recording.url(),
                                    file.map(RecordedFile::bucket).orElse(null),
                                    file.map(RecordedFile::key).orElse(null),
                                    recording.durationSeconds(),
                                    recording.startTime(),
                                    recording.endTime(),
                                    recording.sessionId());
                        }));
    }

    private static ExportQuestion freshness(ReportParameters parameters) {
        return new NamedReport(
                "freshness",
                List.of(
                        column("detail_type", STRING),
                        column("events", BIGINT),
                        column("newest_event", TIMESTAMP),
                        column("newest_arrival", TIMESTAMP)),
                (tier, window) -> {
                    Map<DetailType, Freshness> newest = new EnumMap<>(DetailType.class);
                    tier.analytics().freshness(window.range()).forEach(each -> newest.put(each.type(), each));
                    return ExportRows.of(
                            tier.analytics().countEvents(CallFilter.in(window.range())).stream(),
                            count -> row(count, Optional.ofNullable(newest.get(count.type()))));
                });
    }

    private static @Nullable Object[] row(EventCount count, Optional<Freshness> newest) {
        return ExportRows.row(
                count.type().text(),
                count.events(),
                newest.flatMap(Freshness::newestEvent).orElse(null),
                newest.flatMap(Freshness::newestArrival).orElse(null));
    }
}
