package io.github.calllake.schema.tables;

import java.time.LocalDate;
import java.time.LocalDateTime;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** The flat view {@code voice_tone}. Written by {@code FlatTablesTest}. */
public final class VoiceToneTable extends FlatViewTable {

    private static final long serialVersionUID = 1L;
    private static final String VIEW = "voice_tone";

    public final TableField<Record, LocalDateTime> EVENT_TIME =
            createField(DSL.name("event_time"), SQLDataType.LOCALDATETIME);
    public final TableField<Record, String> EVENT_TIME_TEXT =
            createField(DSL.name("event_time_text"), SQLDataType.VARCHAR);
    public final TableField<Record, LocalDate> EVENT_DATE = createField(DSL.name("event_date"), SQLDataType.LOCALDATE);
    public final TableField<Record, LocalDateTime> ARRIVAL_TIME =
            createField(DSL.name("arrival_time"), SQLDataType.LOCALDATETIME);
    public final TableField<Record, String> CALL_ID = createField(DSL.name("call_id"), SQLDataType.VARCHAR);
    public final TableField<Record, String> TRANSACTION_ID =
            createField(DSL.name("transaction_id"), SQLDataType.VARCHAR);
    public final TableField<Record, String> VOICE_CONNECTOR_ID =
            createField(DSL.name("voice_connector_id"), SQLDataType.VARCHAR);
    public final TableField<Record, String> FROM_NUMBER = createField(DSL.name("from_number"), SQLDataType.VARCHAR);
    public final TableField<Record, String> TO_NUMBER = createField(DSL.name("to_number"), SQLDataType.VARCHAR);
    public final TableField<Record, String> DIRECTION = createField(DSL.name("direction"), SQLDataType.VARCHAR);
    public final TableField<Record, String> MEDIA_INSIGHTS_PIPELINE_ID =
            createField(DSL.name("media_insights_pipeline_id"), SQLDataType.VARCHAR);
    public final TableField<Record, String> EVENT_ID = createField(DSL.name("event_id"), SQLDataType.VARCHAR);
    public final TableField<Record, String> TASK_ID = createField(DSL.name("task_id"), SQLDataType.VARCHAR);
    public final TableField<Record, String> DETAIL_STATUS = createField(DSL.name("detail_status"), SQLDataType.VARCHAR);
    public final TableField<Record, String> STATUS_MESSAGE =
            createField(DSL.name("status_message"), SQLDataType.VARCHAR);
    public final TableField<Record, String> PARTICIPANT_ROLE =
            createField(DSL.name("participant_role"), SQLDataType.VARCHAR);
    public final TableField<Record, Boolean> IS_CALLER = createField(DSL.name("is_caller"), SQLDataType.BOOLEAN);
    public final TableField<Record, Integer> CHANNEL_ID = createField(DSL.name("channel_id"), SQLDataType.INTEGER);
    public final TableField<Record, String> SOURCE_ARN = createField(DSL.name("source_arn"), SQLDataType.VARCHAR);
    public final TableField<Record, String> STREAM_ARN = createField(DSL.name("stream_arn"), SQLDataType.VARCHAR);
    public final TableField<Record, String> START_FRAGMENT_NUMBER =
            createField(DSL.name("start_fragment_number"), SQLDataType.VARCHAR);
    public final TableField<Record, String> CURRENT_START_TIME =
            createField(DSL.name("current_start_time"), SQLDataType.VARCHAR);
    public final TableField<Record, String> CURRENT_END_TIME =
            createField(DSL.name("current_end_time"), SQLDataType.VARCHAR);
    public final TableField<Record, Long> CURRENT_BEGIN_OFFSET_MILLIS =
            createField(DSL.name("current_begin_offset_millis"), SQLDataType.BIGINT);
    public final TableField<Record, Long> CURRENT_END_OFFSET_MILLIS =
            createField(DSL.name("current_end_offset_millis"), SQLDataType.BIGINT);
    public final TableField<Record, String> CURRENT_LABEL = createField(DSL.name("current_label"), SQLDataType.VARCHAR);
    public final TableField<Record, Double> CURRENT_POSITIVE =
            createField(DSL.name("current_positive"), SQLDataType.DOUBLE);
    public final TableField<Record, Double> CURRENT_NEGATIVE =
            createField(DSL.name("current_negative"), SQLDataType.DOUBLE);
    public final TableField<Record, Double> CURRENT_NEUTRAL =
            createField(DSL.name("current_neutral"), SQLDataType.DOUBLE);
    public final TableField<Record, String> OVERALL_START_TIME =
            createField(DSL.name("overall_start_time"), SQLDataType.VARCHAR);
    public final TableField<Record, String> OVERALL_END_TIME =
            createField(DSL.name("overall_end_time"), SQLDataType.VARCHAR);
    public final TableField<Record, Long> OVERALL_BEGIN_OFFSET_MILLIS =
            createField(DSL.name("overall_begin_offset_millis"), SQLDataType.BIGINT);
    public final TableField<Record, Long> OVERALL_END_OFFSET_MILLIS =
            createField(DSL.name("overall_end_offset_millis"), SQLDataType.BIGINT);
    public final TableField<Record, String> OVERALL_LABEL = createField(DSL.name("overall_label"), SQLDataType.VARCHAR);
    public final TableField<Record, Double> OVERALL_POSITIVE =
            createField(DSL.name("overall_positive"), SQLDataType.DOUBLE);
    public final TableField<Record, Double> OVERALL_NEGATIVE =
            createField(DSL.name("overall_negative"), SQLDataType.DOUBLE);
    public final TableField<Record, Double> OVERALL_NEUTRAL =
            createField(DSL.name("overall_neutral"), SQLDataType.DOUBLE);
    public final TableField<Record, String> METADATA = createField(DSL.name("metadata"), SQLDataType.VARCHAR);
    public final TableField<Record, String> SHARD_ID = createField(DSL.name("shard_id"), SQLDataType.VARCHAR);
    public final TableField<Record, String> SEQUENCE_NUMBER =
            createField(DSL.name("sequence_number"), SQLDataType.VARCHAR);
    public final TableField<Record, Long> SUBSEQUENCE_NUMBER =
            createField(DSL.name("subsequence_number"), SQLDataType.BIGINT);

    VoiceToneTable() {
        this(DSL.name(VIEW), null);
    }

    private VoiceToneTable(Name name, @Nullable Table<Record> alias) {
        super(name, alias);
    }

    @Override
    public String view() {
        return VIEW;
    }

    /** The same view under another name, for a query that reads it twice. */
    @Override
    public VoiceToneTable as(String alias) {
        return new VoiceToneTable(DSL.name(alias), this);
    }
}
