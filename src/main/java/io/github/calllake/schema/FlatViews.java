package io.github.calllake.schema;

import io.github.calllake.event.DetailType;
import io.github.calllake.schema.ColumnType.Array;
import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.ColumnType.Struct;
import io.github.calllake.schema.FlatView.Column;
import io.github.calllake.schema.FlatView.Source;
import io.github.calllake.schema.FlatView.Unnest;
import io.github.calllake.schema.FlatView.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The flat views. Their columns refer to the lake tables of {@link EventTables}, so a JSON key, its spellings and its
 * type are said once; {@link RedshiftSql} and {@link AthenaSql} render them.
 */
public final class FlatViews {

    private static final List<FlatView> ALL = List.of(
            view("call_event", DetailType.CALL_ANALYTICS_METADATA)
                    .text("call_event_type", "callevent-type")
                    .text("detail_subtype", "detail-subtype")
                    .text("s3_recording_url", "s3_recording_url")
                    .text("s3_recording_url_redacted", "s3_recording_url_redacted")
                    .sip()
                    .toldApartBy("call_event_type", "detail_subtype", "s3_recording_url")
                    .build(),
            view("recording", DetailType.RECORDING)
                    .text("call_event_type", "callevent-type")
                    .text("detail_subtype", "detail-subtype")
                    .text("s3_media_object_console_url", "s3mediaobjectconsoleurl")
                    .column("recording_duration_seconds", ValueType.DOUBLE, "recording_duration_seconds")
                    .text("recording_start_time", "recording_start_time")
                    .text("recording_end_time", "recording_end_time")
                    .sip()
                    .toldApartBy("call_event_type", "s3_media_object_console_url")
                    .build(),
            view("utterance", DetailType.TRANSCRIBE_CALL_ANALYTICS)
                    .text("utterance_id", "utteranceevent", "utteranceid")
                    .column("is_partial", ValueType.BOOLEAN, "utteranceevent", "ispartial")
                    .text("participant_role", "utteranceevent", "participantrole")
                    .column("begin_offset_millis", ValueType.BIGINT, "utteranceevent", "beginoffsetmillis")
                    .column("end_offset_millis", ValueType.BIGINT, "utteranceevent", "endoffsetmillis")
                    .text("transcript", "utteranceevent", "transcript")
                    .text("sentiment", "utteranceevent", "sentiment")
                    .json("items", "utteranceevent", "items")
                    .json("entities", "utteranceevent", "entities")
                    .json("issues_detected", "utteranceevent", "issuesdetected")
                    .toldApartBy("utterance_id", "is_partial", "end_offset_millis")
                    .build(),
            view("category_match", DetailType.TRANSCRIBE_CALL_ANALYTICS_CATEGORY_EVENTS)
                    .rowPer("categoryevent", "matchedcategories")
                    .index("category_index")
                    .element("category", ValueType.VARCHAR)
                    .json("matched_details", "matched_details")
                    .toldApartBy("category")
                    .build(),
            view("transcript_result", DetailType.TRANSCRIBE)
                    .rowPerOr("transcriptevent", "transcript_results")
                    .index("result_index")
                    .element("result_id", ValueType.VARCHAR, "resultid")
                    .element("start_time_seconds", ValueType.DOUBLE, "starttime")
                    .element("end_time_seconds", ValueType.DOUBLE, "endtime")
                    .element("is_partial", ValueType.BOOLEAN, "ispartial")
                    .element("channel_id", ValueType.VARCHAR, "channelid")
                    .element("transcript", ValueType.VARCHAR, "alternatives", "0", "transcript")
                    .element("items", ValueType.JSON, "alternatives", "0", "items")
                    .element("entities", ValueType.JSON, "alternatives", "0", "entities")
                    .toldApartBy("result_id", "is_partial", "end_time_seconds")
                    .build(),
            view("voice_analytics_event", DetailType.VOICE_ANALYTICS_STATUS)
                    .text("event_id", "id")
                    .text("task_id", "detail", "taskid")
                    .text("detail_status", "detail", "detailstatus")
                    .text("status_message", "detail", "statusmessage")
                    .column("is_caller", ValueType.BOOLEAN, "detail", "iscaller")
                    .column("channel_id", ValueType.INTEGER, "detail", "channelid")
                    .text("stream_start_time", "detail", "streamstarttime")
                    .text("source_arn", "detail", "sourcearn")
                    .text("stream_arn", "detail", "streamarn")
                    .json("invite_headers", "detail", "inviteheaders")
                    .text("siprec_metadata", "detail", "siprecmetadata")
                    .json("speaker_search_results", "speaker_search_results")
                    .toldApartBy("task_id", "detail_status")
                    .build(),
            view("speaker_match", DetailType.SPEAKER_SEARCH_STATUS)
                    .rowPer("detail", "speakersearchdetails", "results")
                    .voiceTask()
                    .text(
                            "voiceprint_generation_status",
                            "detail",
                            "speakersearchdetails",
                            "voiceprintgenerationstatus")
                    .index("match_index")
                    .elementOr(
                            "voice_profile_id", ValueType.VARCHAR, "voiceprofileid", "detail", "speakersearchdetails")
                    .elementOr(
                            "confidence_score", ValueType.DOUBLE, "confidencescore", "detail", "speakersearchdetails")
                    .toldApartBy("task_id", "detail_status")
                    .build(),
            view("voice_tone", DetailType.VOICE_TONE_ANALYSIS_STATUS)
                    .voiceTask()
                    .firstText(
                            "start_fragment_number",
                            List.of("detail", "startfragmentnumber"),
                            List.of("detail", "voicetoneanalysisdetails", "startfragmentnumber"))
                    .tone("current", "currentaveragevoicetone")
                    .tone("overall", "overallaveragevoicetone")
                    .toldApartBy("task_id", "detail_status")
                    .build());

    private FlatViews() {}

    /** All of them. */
    public static List<FlatView> all() {
        return ALL;
    }

    /**
     * The flat view of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static FlatView of(String name) {
        return ALL.stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no flat view " + name));
    }

    /**
     * The lake type behind a source of a view.
     *
     * @throws NoSuchElementException if the table has no such column or member
     */
    static ColumnType typeOf(FlatView view, Source source) {
        if (source instanceof Source.Member member) {
            return descend(view.table().column(member.column()).type(), member.members());
        }
        if (source instanceof Source.Element element) {
            Unnest unnest = view.unnest().orElseThrow();
            Array array = (Array) typeOf(view, unnest.array());
            return descend(array.element(), element.members());
        }
        throw new IllegalArgumentException("No single lake value is behind " + source);
    }

    private static ColumnType descend(ColumnType type, List<String> members) {
        ColumnType here = type;
        for (String name : members) {
            here = here instanceof Array array
                    ? array.element()
                    : fieldOf((Struct) here, name).type();
        }
        return here;
    }

    static Field fieldOf(Struct struct, String name) {
        return struct.fields().stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("No member " + name + " in " + struct.glueName()));
    }

    private static Builder view(String name, DetailType type) {
        return new Builder(name, EventTables.of(type));
    }

    /** Puts the shared columns around those of the payload. */
    private static final class Builder {
        private final String name;
        private final EventTable table;
        private final List<Column> payload = new ArrayList<>();
        private Optional<Unnest> unnest = Optional.empty();
        private List<String> toldApartBy = List.of();

        Builder(String name, EventTable table) {
            this.name = name;
            this.table = table;
        }

        Builder rowPer(String column, String... members) {
            unnest = Optional.of(new Unnest(member(column, members), Optional.empty()));
            return this;
        }

        Builder rowPerOr(String struct, String array) {
            unnest = Optional.of(new Unnest(member(array), Optional.of(struct)));
            return this;
        }

        Builder text(String column, String tableColumn, String... members) {
            return column(column, ValueType.VARCHAR, tableColumn, members);
        }

        Builder json(String column, String tableColumn, String... members) {
            return column(column, ValueType.JSON, tableColumn, members);
        }

        Builder column(String column, ValueType type, String tableColumn, String... members) {
            return add(column, type, member(tableColumn, members));
        }

        Builder index(String column) {
            return add(column, ValueType.INTEGER, new Source.ElementIndex());
        }

        Builder element(String column, ValueType type, String... members) {
            return add(column, type, new Source.Element(List.of(members)));
        }

        Builder elementOr(String column, ValueType type, String member, String tableColumn, String struct) {
            return add(
                    column,
                    type,
                    new Source.FirstOf(
                            List.of(new Source.Element(List.of(member)), member(tableColumn, struct, member))));
        }

        Builder firstText(String column, List<String> first, List<String> second) {
            Source one = new Source.Member(first.get(0), first.subList(1, first.size()));
            Source other = new Source.Member(second.get(0), second.subList(1, second.size()));
            return add(column, ValueType.VARCHAR, new Source.FirstOf(List.of(one, other)));
        }

        /** What the one-time metadata of a call and of its recordings share. */
        Builder sip() {
            return json("invite_headers", "invite_headers")
                    .text("siprec_metadata", "siprec_metadata")
                    .json("siprec_metadata_json", "siprec_metadata_json");
        }

        /** What the events of speaker search and of tone analysis share. */
        Builder voiceTask() {
            return text("event_id", "id")
                    .text("task_id", "detail", "taskid")
                    .text("detail_status", "detail", "detailstatus")
                    .text("status_message", "detail", "statusmessage")
                    .text("participant_role", "detail", "participantrole")
                    .column("is_caller", ValueType.BOOLEAN, "detail", "iscaller")
                    .column("channel_id", ValueType.INTEGER, "detail", "channelid")
                    .text("source_arn", "detail", "sourcearn")
                    .text("stream_arn", "detail", "streamarn");
        }

        Builder tone(String prefix, String tone) {
            String details = "voicetoneanalysisdetails";
            return text(prefix + "_start_time", "detail", details, tone, "starttime")
                    .text(prefix + "_end_time", "detail", details, tone, "endtime")
                    .column(
                            prefix + "_begin_offset_millis",
                            ValueType.BIGINT,
                            "detail",
                            details,
                            tone,
                            "beginoffsetmillis")
                    .column(prefix + "_end_offset_millis", ValueType.BIGINT, "detail", details, tone, "endoffsetmillis")
                    .text(prefix + "_label", "detail", details, tone, "voicetonelabel")
                    .column(
                            prefix + "_positive",
                            ValueType.DOUBLE,
                            "detail",
                            details,
                            tone,
                            "voicetonescore",
                            "positive")
                    .column(
                            prefix + "_negative",
                            ValueType.DOUBLE,
                            "detail",
                            details,
                            tone,
                            "voicetonescore",
                            "negative")
                    .column(
                            prefix + "_neutral",
                            ValueType.DOUBLE,
                            "detail",
                            details,
                            tone,
                            "voicetonescore",
                            "neutral");
        }

        Builder toldApartBy(String... names) {
            toldApartBy = List.of(names);
            return this;
        }

        FlatView build() {
            List<Column> columns = new ArrayList<>(List.of(
                    new Column("event_time", ValueType.TIMESTAMP, member("event_time")),
                    new Column("event_time_text", ValueType.VARCHAR, member("time")),
                    new Column("event_date", ValueType.DATE, new Source.EventDate()),
                    new Column("arrival_time", ValueType.TIMESTAMP, member("arrival_time"))));
            for (String key : List.of(
                    "call_id", "transaction_id", "voice_connector_id", "from_number", "to_number", "direction")) {
                columns.add(new Column(key, ValueType.VARCHAR, member(key)));
            }
            columns.add(new Column("media_insights_pipeline_id", ValueType.VARCHAR, pipelineId()));
            columns.addAll(payload);
            columns.add(
                    new Column("metadata", ValueType.JSON, has("metadata") ? member("metadata") : new Source.Absent()));
            columns.add(new Column("shard_id", ValueType.VARCHAR, member("shard_id")));
            columns.add(new Column("sequence_number", ValueType.VARCHAR, member("sequence_number")));
            columns.add(new Column("subsequence_number", ValueType.BIGINT, member("subsequence_number")));
            return new FlatView(name, table, unnest, columns, toldApartBy);
        }

        private Source pipelineId() {
            return has("mediainsightspipelineid")
                    ? member("mediainsightspipelineid")
                    : member("detail", "mediainsightspipelineid");
        }

        private boolean has(String column) {
            return table.columns().stream().anyMatch(each -> each.name().equals(column));
        }

        private Builder add(String column, ValueType type, Source source) {
            payload.add(new Column(column, type, source));
            return this;
        }

        private static Source.Member member(String column, String... members) {
            return new Source.Member(column, List.of(members));
        }
    }
}
