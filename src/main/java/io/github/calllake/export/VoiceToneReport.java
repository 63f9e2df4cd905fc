package io.github.calllake.export;

import static io.github.calllake.export.Reports.column;
import static io.github.calllake.schema.ColumnType.Scalar.BIGINT;
import static io.github.calllake.schema.ColumnType.Scalar.BOOLEAN;
import static io.github.calllake.schema.ColumnType.Scalar.DOUBLE;
import static io.github.calllake.schema.ColumnType.Scalar.STRING;
import static io.github.calllake.schema.ColumnType.Scalar.TIMESTAMP;

import io.github.calllake.query.AnswerStream;
import io.github.calllake.query.CallFilter;
import io.github.calllake.query.TimeRange;
import io.github.calllake.query.VoiceTone;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The overall tone of each participant of each call, from the last message of the window: by call id, then participant. */
final class VoiceToneReport {

    private VoiceToneReport() {}

    private record Speaker(
            @Nullable String callId,
            @Nullable String role,
            @Nullable Boolean isCaller) {

        static final Comparator<Speaker> ORDER = Comparator.comparing(
                        Speaker::callId, Comparator.nullsLast(Comparator.naturalOrder()))
                .thenComparing(Speaker::role, Comparator.nullsLast(Comparator.naturalOrder()))
                .thenComparing(Speaker::isCaller, Comparator.nullsLast(Comparator.naturalOrder()));
    }

    private record Summary(long messages, VoiceTone last) {
        Summary and(Summary later) {
            return new Summary(messages + later.messages, later.last);
        }
    }

    static ExportQuestion of(ReportParameters parameters) {
        Function<TimeRange, CallFilter> calls = parameters.calls();
        return new NamedReport(
                "voice-tone",
                List.of(
                        column("call_id", STRING),
                        column("participant_role", STRING),
                        column("is_caller", BOOLEAN),
                        column("messages", BIGINT),
                        column("last_time", TIMESTAMP),
                        column("overall_label", STRING),
                        column("overall_positive", DOUBLE),
                        column("overall_negative", DOUBLE),
                        column("overall_neutral", DOUBLE)),
                (tier, window) -> ask(tier, calls.apply(window.range())));
    }

    private static ExportRows ask(AskedTier tier, CallFilter filter) {
        Map<Speaker, Summary> speakers = new TreeMap<>(Speaker.ORDER);
        try (AnswerStream<VoiceTone> tones = tier.analytics().streamVoiceTones(filter)) {
            tones.forEachRemaining(tone -> speakers.merge(
                    new Speaker(tone.callId(), tone.participantRole(), tone.isCaller()),
                    new Summary(1, tone),
                    Summary::and));
        }
        return ExportRows.of(speakers.entrySet().stream(), each -> row(each.getKey(), each.getValue()));
    }

    private static @Nullable Object[] row(Speaker speaker, Summary summary) {
        VoiceTone.Tone overall = summary.last().overall();
        return ExportRows.row(
                speaker.callId(),
                speaker.role(),
                speaker.isCaller(),
                summary.messages(),
                summary.last().eventTime(),
                overall.label(),
                overall.positive(),
                overall.negative(),
                overall.neutral());
    }
}
