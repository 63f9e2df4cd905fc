package io.github.calllake.schema;

import static io.github.calllake.schema.ChimeTypes.TRANSCRIPT_RESULT;
import static io.github.calllake.schema.ChimeTypes.UTTERANCE_EVENT;
import static io.github.calllake.schema.ChimeTypes.VOICE_TONE;
import static io.github.calllake.schema.ChimeTypes.array;
import static io.github.calllake.schema.ChimeTypes.field;
import static io.github.calllake.schema.ChimeTypes.struct;
import static io.github.calllake.schema.ColumnSource.Document.METADATA;
import static io.github.calllake.schema.ColumnSource.Document.ONE_TIME_METADATA;
import static io.github.calllake.schema.ColumnSource.Document.PAYLOAD;
import static io.github.calllake.schema.ColumnType.Scalar.BIGINT;
import static io.github.calllake.schema.ColumnType.Scalar.BOOLEAN;
import static io.github.calllake.schema.ColumnType.Scalar.DOUBLE;
import static io.github.calllake.schema.ColumnType.Scalar.INT;
import static io.github.calllake.schema.ColumnType.Scalar.JSON;
import static io.github.calllake.schema.ColumnType.Scalar.STRING;
import static io.github.calllake.schema.ColumnType.Scalar.TIMESTAMP;

import io.github.calllake.event.DetailType;
import io.github.calllake.schema.ColumnSource.Delivery;
import io.github.calllake.schema.ColumnSource.Document;
import io.github.calllake.schema.ColumnSource.JsonPath;
import io.github.calllake.schema.ColumnType.Array;
import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.EventTable.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The eight lake tables: the Chime data lake's columns under their Glue names and types, then what Call Lake adds. JSON
 * keys, with every spelling that is read, stand here and in {@link ChimeTypes}, and nowhere else.
 *
 * <p>Where AWS's pages differ from each other, the form that reaches the stream comes first and the others follow it.
 *
 * @see <a href="https://docs.aws.amazon.com/chime-sdk/latest/dg/glue-tables.html">Understanding the AWS Glue data
 *     catalog tables</a>
 */
public final class EventTables {

    private static final Map<DetailType, EventTable> TABLES = new EnumMap<>(DetailType.class);

    static {
        calls(DetailType.CALL_ANALYTICS_METADATA, "call_analytics_metadata")
                .chime("detail-subtype", STRING)
                .chime("callevent-type", STRING)
                .chime("mediaInsightsPipelineId", STRING)
                .chime("metadata", JSON)
                .own("s3_recording_url", STRING, ONE_TIME_METADATA, JsonPath.of("s3RecordingUrl"))
                .own("s3_recording_url_redacted", STRING, ONE_TIME_METADATA, JsonPath.of("s3RecordingUrlRedacted"))
                .sip()
                .add();
        calls(DetailType.RECORDING, "call_analytics_recording_metadata")
                .chime("detail-subtype", STRING)
                .chime("callevent-type", STRING)
                .chime("mediaInsightsPipelineId", STRING)
                .chime("s3MediaObjectConsoleUrl", STRING)
                .chime("metadata", JSON)
                .own("recording_duration_seconds", DOUBLE, PAYLOAD, JsonPath.of("recordingDurationSeconds"))
                .own("recording_start_time", STRING, METADATA, JsonPath.of("startTime"))
                .own("recording_end_time", STRING, METADATA, JsonPath.of("endTime"))
                .sip()
                .add();
        calls(DetailType.TRANSCRIBE_CALL_ANALYTICS, "transcribe_call_analytics")
                .chime("mediaInsightsPipelineId", STRING)
                .chime("metadata", JSON)
                .chime("UtteranceEvent", UTTERANCE_EVENT)
                .add();
        calls(DetailType.TRANSCRIBE_CALL_ANALYTICS_CATEGORY_EVENTS, "transcribe_call_analytics_category_events")
                .chime("mediaInsightsPipelineId", STRING)
                .chime("metadata", JSON)
                .chime("CategoryEvent", struct(field("MatchedCategories", new Array(STRING))))
                .own("matched_details", JSON, PAYLOAD, JsonPath.of("CategoryEvent", "MatchedDetails"))
                .add();
        calls(DetailType.TRANSCRIBE, "transcribe")
                .chime("mediaInsightsPipelineId", STRING)
                .chime("metadata", JSON)
                .chime("TranscriptEvent", TRANSCRIPT_RESULT)
                // The nested form of AWS's page, with several results in one event; absent on the flat form.
                .own(
                        "transcript_results",
                        new Array(TRANSCRIPT_RESULT),
                        PAYLOAD,
                        JsonPath.of("TranscriptEvent", "Transcript", "Results"))
                .add();
        voice(
                        DetailType.VOICE_ANALYTICS_STATUS,
                        "voice_analytics_status",
                        field("taskId", STRING),
                        field("isCaller", BOOLEAN),
                        field("streamStartTime", STRING),
                        field("transactionId", STRING),
                        field("voiceConnectorId", STRING),
                        field("callId", STRING),
                        field("detailStatus", STRING),
                        field("statusMessage", STRING),
                        field("mediaInsightsPipelineId", STRING),
                        field("sourceArn", STRING),
                        field("streamArn", STRING),
                        field("channelId", INT),
                        field(
                                "speakerSearchDetails",
                                struct(field("voiceProfileId", STRING), field("confidenceScore", DOUBLE))),
                        field("siprecMetadata", STRING),
                        field("inviteHeaders", JSON))
                .own("speaker_search_results", JSON, PAYLOAD, JsonPath.of("detail", "speakerSearchResults"))
                .add();
        voice(
                        DetailType.SPEAKER_SEARCH_STATUS,
                        "speaker_search_status",
                        field("taskId", STRING),
                        field("isCaller", BOOLEAN),
                        field("transactionId", STRING),
                        field("voiceConnectorId", STRING),
                        field("callId", STRING),
                        field("mediaInsightsPipelineId", STRING),
                        field("sourceArn", STRING),
                        field("streamArn", STRING),
                        field("channelId", INT),
                        field("participantRole", STRING),
                        field("detailStatus", STRING),
                        field("statusMessage", STRING),
                        field(
                                "speakerSearchDetails",
                                struct(
                                        field(
                                                "results",
                                                array(
                                                        field("voiceProfileId", STRING),
                                                        field("confidenceScore", DOUBLE))),
                                        field("voiceprintGenerationStatus", STRING),
                                        field("voiceProfileId", STRING),
                                        field("confidenceScore", DOUBLE))))
                .add();
        voice(
                        DetailType.VOICE_TONE_ANALYSIS_STATUS,
                        "voice_tone_analysis_status",
                        field("taskId", STRING),
                        field("isCaller", BOOLEAN),
                        field("transactionId", STRING),
                        field("voiceConnectorId", STRING),
                        field("callId", STRING),
                        field("mediaInsightsPipelineId", STRING),
                        field("sourceArn", STRING),
                        field("streamArn", STRING),
                        field("channelId", INT),
                        field("participantRole", STRING),
                        field("detailStatus", STRING),
                        field("statusMessage", STRING),
                        field("startFragmentNumber", STRING),
                        field(
                                "voiceToneAnalysisDetails",
                                struct(
                                        field("startFragmentNumber", STRING),
                                        field("currentAverageVoiceTone", VOICE_TONE),
                                        field("overallAverageVoiceTone", VOICE_TONE))))
                .add();
    }

    private EventTables() {}

    /** The table of a detail type. */
    public static EventTable of(DetailType type) {
        return java.util.Objects.requireNonNull(TABLES.get(type));
    }

    /** All eight, in the order of {@link DetailType}. */
    public static List<EventTable> all() {
        return List.copyOf(TABLES.values());
    }

    private static Builder calls(DetailType type, String name) {
        return new Builder(type, name, METADATA, List.of()).envelope("time", "detail-type", "service-type");
    }

    private static Builder voice(DetailType type, String name, Field... detail) {
        return new Builder(type, name, PAYLOAD, List.of("detail"))
                .envelope("time", "detail-type", "service-type", "source", "account", "region", "version", "id")
                .chime("detail", struct(detail));
    }

    /** Puts a table's columns in order: Chime's, then the call keys, then the table's own, then the delivery. */
    private static final class Builder {
        private final DetailType type;
        private final String name;
        private final Document keysDocument;
        private final List<String> keysParent;
        private final List<Column> chime = new ArrayList<>();
        private final List<Column> own = new ArrayList<>();

        Builder(DetailType type, String name, Document keysDocument, List<String> keysParent) {
            this.type = type;
            this.name = name;
            this.keysDocument = keysDocument;
            this.keysParent = keysParent;
        }

        Builder envelope(String... keys) {
            Arrays.stream(keys).forEach(key -> chime(key, STRING));
            return this;
        }

        Builder chime(String key, ColumnType columnType) {
            chime.add(new Column(
                    key.toLowerCase(Locale.ROOT), columnType, new ColumnSource.Json(PAYLOAD, JsonPath.of(key))));
            return this;
        }

        Builder own(String column, ColumnType columnType, Document document, JsonPath path) {
            own.add(new Column(column, columnType, new ColumnSource.Json(document, path)));
            return this;
        }

        /** The start of a call says inviteHeaders, its updates and recordings sipHeaders. */
        Builder sip() {
            return own(
                            "invite_headers",
                            JSON,
                            ONE_TIME_METADATA,
                            JsonPath.spelled("inviteHeaders", "sipHeaders", "InviteHeaders"))
                    .own("siprec_metadata", STRING, ONE_TIME_METADATA, JsonPath.of("siprecMetadata"))
                    .own("siprec_metadata_json", JSON, ONE_TIME_METADATA, JsonPath.of("siprecMetadataJson"));
        }

        void add() {
            List<Column> keys = List.of(
                    new Column("call_id", STRING, new ColumnSource.CallKey(keysDocument, path("callId", "callid"))),
                    key("transaction_id", "transactionId", "transactionid"),
                    key("voice_connector_id", "voiceConnectorId", "voiceconnectorId", "voiceconnectorid"),
                    key("from_number", "fromNumber", "fromnumber"),
                    key("to_number", "toNumber", "tonumber"),
                    key("direction", "direction"));
            List<Column> delivery = List.of(
                    new Column("event_time", TIMESTAMP, Delivery.EVENT_TIME),
                    new Column("arrival_time", TIMESTAMP, Delivery.ARRIVAL_TIME),
                    new Column("shard_id", STRING, Delivery.SHARD_ID),
                    new Column("sequence_number", STRING, Delivery.SEQUENCE_NUMBER),
                    new Column("subsequence_number", BIGINT, Delivery.SUBSEQUENCE_NUMBER),
                    new Column("unmapped", STRING, Delivery.UNMAPPED));
            List<Column> columns =
                    Stream.of(chime, keys, own, delivery).flatMap(List::stream).toList();
            TABLES.put(type, new EventTable(type, name, columns));
        }

        private Column key(String column, String... spellings) {
            return new Column(column, STRING, new ColumnSource.Json(keysDocument, path(spellings)));
        }

        private JsonPath path(String... spellings) {
            List<List<String>> steps = new ArrayList<>();
            keysParent.forEach(parent -> steps.add(List.of(parent)));
            steps.add(List.of(spellings));
            return new JsonPath(steps);
        }
    }
}
