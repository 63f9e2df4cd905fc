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

/** The flat view {@code call_event}. Written by {@code FlatTablesTest}. */
public final class CallEventTable extends FlatViewTable {

    private static final long serialVersionUID = 1L;
    private static final String VIEW = "call_event";

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
    public final TableField<Record, String> CALL_EVENT_TYPE =
            createField(DSL.name("call_event_type"), SQLDataType.VARCHAR);
    public final TableField<Record, String> DETAIL_SUBTYPE =
            createField(DSL.name("detail_subtype"), SQLDataType.VARCHAR);
    public final TableField<Record, String> S3_RECORDING_URL =
            createField(DSL.name("s3_recording_url"), SQLDataType.VARCHAR);
    public final TableField<Record, String> S3_RECORDING_URL_REDACTED =
            createField(DSL.name("s3_recording_url_redacted"), SQLDataType.VARCHAR);
    public final TableField<Record, String> INVITE_HEADERS =
            createField(DSL.name("invite_headers"), SQLDataType.VARCHAR);
    public final TableField<Record, String> SIPREC_METADATA =
            createField(DSL.name("siprec_metadata"), SQLDataType.VARCHAR);
    public final TableField<Record, String> SIPREC_METADATA_JSON =
            createField(DSL.name("siprec_metadata_json"), SQLDataType.VARCHAR);
    public final TableField<Record, String> METADATA = createField(DSL.name("metadata"), SQLDataType.VARCHAR);
    public final TableField<Record, String> SHARD_ID = createField(DSL.name("shard_id"), SQLDataType.VARCHAR);
    public final TableField<Record, String> SEQUENCE_NUMBER =
            createField(DSL.name("sequence_number"), SQLDataType.VARCHAR);
    public final TableField<Record, Long> SUBSEQUENCE_NUMBER =
            createField(DSL.name("subsequence_number"), SQLDataType.BIGINT);

    CallEventTable() {
        this(DSL.name(VIEW), null);
    }

    private CallEventTable(Name name, @Nullable Table<Record> alias) {
        super(name, alias);
    }

    @Override
    public String view() {
        return VIEW;
    }

    /** The same view under another name, for a query that reads it twice. */
    @Override
    public CallEventTable as(String alias) {
        return new CallEventTable(DSL.name(alias), this);
    }
}
