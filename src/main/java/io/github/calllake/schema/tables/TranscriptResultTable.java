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

/** The flat view {@code transcript_result}. Written by {@code FlatTablesTest}. */
public final class TranscriptResultTable extends FlatViewTable {

    private static final long serialVersionUID = 1L;
    private static final String VIEW = "transcript_result";

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
    public final TableField<Record, Integer> RESULT_INDEX = createField(DSL.name("result_index"), SQLDataType.INTEGER);
    public final TableField<Record, String> RESULT_ID = createField(DSL.name("result_id"), SQLDataType.VARCHAR);
    public final TableField<Record, Double> START_TIME_SECONDS =
            createField(DSL.name("start_time_seconds"), SQLDataType.DOUBLE);
    public final TableField<Record, Double> END_TIME_SECONDS =
            createField(DSL.name("end_time_seconds"), SQLDataType.DOUBLE);
    public final TableField<Record, Boolean> IS_PARTIAL = createField(DSL.name("is_partial"), SQLDataType.BOOLEAN);
    public final TableField<Record, String> CHANNEL_ID = createField(DSL.name("channel_id"), SQLDataType.VARCHAR);
    public final TableField<Record, String> TRANSCRIPT = createField(DSL.name("transcript"), SQLDataType.VARCHAR);
    public final TableField<Record, String> ITEMS = createField(DSL.name("items"), SQLDataType.VARCHAR);
    public final TableField<Record, String> ENTITIES = createField(DSL.name("entities"), SQLDataType.VARCHAR);
    public final TableField<Record, String> METADATA = createField(DSL.name("metadata"), SQLDataType.VARCHAR);
    public final TableField<Record, String> SHARD_ID = createField(DSL.name("shard_id"), SQLDataType.VARCHAR);
    public final TableField<Record, String> SEQUENCE_NUMBER =
            createField(DSL.name("sequence_number"), SQLDataType.VARCHAR);
    public final TableField<Record, Long> SUBSEQUENCE_NUMBER =
            createField(DSL.name("subsequence_number"), SQLDataType.BIGINT);

    TranscriptResultTable() {
        this(DSL.name(VIEW), null);
    }

    private TranscriptResultTable(Name name, @Nullable Table<Record> alias) {
        super(name, alias);
    }

    @Override
    public String view() {
        return VIEW;
    }

    /** The same view under another name, for a query that reads it twice. */
    @Override
    public TranscriptResultTable as(String alias) {
        return new TranscriptResultTable(DSL.name(alias), this);
    }
}
