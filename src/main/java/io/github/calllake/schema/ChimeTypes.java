package io.github.calllake.schema;

import static io.github.calllake.schema.ColumnType.Scalar.BIGINT;
import static io.github.calllake.schema.ColumnType.Scalar.BOOLEAN;
import static io.github.calllake.schema.ColumnType.Scalar.DOUBLE;
import static io.github.calllake.schema.ColumnType.Scalar.INT;
import static io.github.calllake.schema.ColumnType.Scalar.STRING;

import io.github.calllake.schema.ColumnType.Array;
import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.ColumnType.Struct;
import java.util.List;
import java.util.Locale;

/** The struct types of the Chime data lake's columns, with the JSON keys that are read into each member. */
final class ChimeTypes {

    static final Struct CHARACTER_OFFSETS = struct(
            new Field("begin", INT, List.of("Begin", "BeginOffsetChar")),
            new Field("end", INT, List.of("End", "EndOffsetChar")));

    static final Struct UTTERANCE_EVENT = struct(
            field("UtteranceId", STRING),
            field("IsPartial", BOOLEAN),
            field("ParticipantRole", STRING),
            field("BeginOffsetMillis", BIGINT),
            field("EndOffsetMillis", BIGINT),
            field("Transcript", STRING),
            field("Sentiment", STRING),
            field(
                    "Items",
                    array(
                            field("BeginOffsetMillis", BIGINT),
                            field("EndOffsetMillis", BIGINT),
                            new Field("itemtype", STRING, List.of("ItemType", "Type")),
                            field("Content", STRING),
                            field("Confidence", DOUBLE),
                            field("VocabularyFilterMatch", BOOLEAN),
                            field("Stable", BOOLEAN))),
            field("IssuesDetected", array(field("CharacterOffsets", CHARACTER_OFFSETS))),
            field(
                    "Entities",
                    array(
                            new Field("beginoffsetmillis", BIGINT, List.of("BeginOffsetMillis", "BeginOffset")),
                            new Field("endoffsetmillis", BIGINT, List.of("EndOffsetMillis", "EndOffset")),
                            field("Category", STRING),
                            field("Type", STRING),
                            field("Content", STRING),
                            field("Confidence", DOUBLE))));

    /** Times are seconds, as Transcribe streaming has them. */
    static final Struct TRANSCRIPT_RESULT = struct(
            field("ResultId", STRING),
            field("StartTime", DOUBLE),
            field("EndTime", DOUBLE),
            field("IsPartial", BOOLEAN),
            field("ChannelId", STRING),
            field(
                    "Alternatives",
                    array(
                            field("Transcript", STRING),
                            field(
                                    "Items",
                                    array(
                                            field("StartTime", DOUBLE),
                                            field("EndTime", DOUBLE),
                                            field("ItemType", STRING),
                                            field("Type", STRING),
                                            field("Content", STRING),
                                            field("VocabularyFilterMatch", BOOLEAN),
                                            field("Speaker", STRING),
                                            field("Confidence", DOUBLE),
                                            field("Stable", BOOLEAN))),
                            field(
                                    "Entities",
                                    array(
                                            field("StartTime", DOUBLE),
                                            field("EndTime", DOUBLE),
                                            field("Category", STRING),
                                            field("Type", STRING),
                                            field("Content", STRING),
                                            field("Confidence", DOUBLE))))));

    static final Struct VOICE_TONE = struct(
            field("startTime", STRING),
            field("endTime", STRING),
            field("beginOffsetMillis", BIGINT),
            field("endOffsetMillis", BIGINT),
            field(
                    "voiceToneScore",
                    struct(field("positive", DOUBLE), field("negative", DOUBLE), field("neutral", DOUBLE))),
            field("voiceToneLabel", STRING));

    private ChimeTypes() {}

    static Field field(String key, ColumnType type) {
        return new Field(key.toLowerCase(Locale.ROOT), type, List.of(key));
    }

    static Struct struct(Field... fields) {
        return new Struct(List.of(fields));
    }

    static Array array(Field... fields) {
        return new Array(struct(fields));
    }
}
