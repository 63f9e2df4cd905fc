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

/** The flat view {@code post_call}, in the cold tier only. Written by {@code FlatTablesTest}. */
public final class PostCallTable extends FlatViewTable {

    private static final long serialVersionUID = 1L;
    private static final String VIEW = "post_call";

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
    public final TableField<Record, String> SESSION_ID = createField(DSL.name("session_id"), SQLDataType.VARCHAR);
    public final TableField<Record, String> JOB_STATUS = createField(DSL.name("job_status"), SQLDataType.VARCHAR);
    public final TableField<Record, String> LANGUAGE_CODE = createField(DSL.name("language_code"), SQLDataType.VARCHAR);
    public final TableField<Record, String> ACCOUNT_ID = createField(DSL.name("account_id"), SQLDataType.VARCHAR);
    public final TableField<Record, String> CHANNEL = createField(DSL.name("channel"), SQLDataType.VARCHAR);
    public final TableField<Record, String> PARTICIPANTS = createField(DSL.name("participants"), SQLDataType.VARCHAR);
    public final TableField<Record, Double> AGENT_SENTIMENT =
            createField(DSL.name("agent_sentiment"), SQLDataType.DOUBLE);
    public final TableField<Record, Double> CUSTOMER_SENTIMENT =
            createField(DSL.name("customer_sentiment"), SQLDataType.DOUBLE);
    public final TableField<Record, String> SENTIMENT_BY_PERIOD =
            createField(DSL.name("sentiment_by_period"), SQLDataType.VARCHAR);
    public final TableField<Record, Long> CONVERSATION_DURATION_MILLIS =
            createField(DSL.name("conversation_duration_millis"), SQLDataType.BIGINT);
    public final TableField<Record, Long> TALK_TIME_MILLIS =
            createField(DSL.name("talk_time_millis"), SQLDataType.BIGINT);
    public final TableField<Record, Long> AGENT_TALK_TIME_MILLIS =
            createField(DSL.name("agent_talk_time_millis"), SQLDataType.BIGINT);
    public final TableField<Record, Long> CUSTOMER_TALK_TIME_MILLIS =
            createField(DSL.name("customer_talk_time_millis"), SQLDataType.BIGINT);
    public final TableField<Record, Long> NON_TALK_TIME_MILLIS =
            createField(DSL.name("non_talk_time_millis"), SQLDataType.BIGINT);
    public final TableField<Record, Double> AGENT_WORDS_PER_MINUTE =
            createField(DSL.name("agent_words_per_minute"), SQLDataType.DOUBLE);
    public final TableField<Record, Double> CUSTOMER_WORDS_PER_MINUTE =
            createField(DSL.name("customer_words_per_minute"), SQLDataType.DOUBLE);
    public final TableField<Record, Long> INTERRUPTION_COUNT =
            createField(DSL.name("interruption_count"), SQLDataType.BIGINT);
    public final TableField<Record, Long> INTERRUPTION_MILLIS =
            createField(DSL.name("interruption_millis"), SQLDataType.BIGINT);
    public final TableField<Record, String> INTERRUPTIONS_BY_INTERRUPTER =
            createField(DSL.name("interruptions_by_interrupter"), SQLDataType.VARCHAR);
    public final TableField<Record, String> MATCHED_CATEGORIES =
            createField(DSL.name("matched_categories"), SQLDataType.VARCHAR);
    public final TableField<Record, String> MATCHED_DETAILS =
            createField(DSL.name("matched_details"), SQLDataType.VARCHAR);
    public final TableField<Record, String> SUMMARY = createField(DSL.name("summary"), SQLDataType.VARCHAR);
    public final TableField<Record, String> TRANSCRIPT = createField(DSL.name("transcript"), SQLDataType.VARCHAR);
    public final TableField<Record, String> TRANSCRIPT_REDACTED =
            createField(DSL.name("transcript_redacted"), SQLDataType.VARCHAR);
    public final TableField<Record, String> POST_CALL_URL = createField(DSL.name("post_call_url"), SQLDataType.VARCHAR);
    public final TableField<Record, String> POST_CALL_URL_REDACTED =
            createField(DSL.name("post_call_url_redacted"), SQLDataType.VARCHAR);
    public final TableField<Record, String> S3_RECORDING_URL =
            createField(DSL.name("s3_recording_url"), SQLDataType.VARCHAR);
    public final TableField<Record, String> S3_RECORDING_URL_REDACTED =
            createField(DSL.name("s3_recording_url_redacted"), SQLDataType.VARCHAR);
    public final TableField<Record, String> METADATA = createField(DSL.name("metadata"), SQLDataType.VARCHAR);
    public final TableField<Record, String> SHARD_ID = createField(DSL.name("shard_id"), SQLDataType.VARCHAR);
    public final TableField<Record, String> SEQUENCE_NUMBER =
            createField(DSL.name("sequence_number"), SQLDataType.VARCHAR);
    public final TableField<Record, Long> SUBSEQUENCE_NUMBER =
            createField(DSL.name("subsequence_number"), SQLDataType.BIGINT);

    PostCallTable() {
        this(DSL.name(VIEW), null);
    }

    private PostCallTable(Name name, @Nullable Table<Record> alias) {
        super(name, alias);
    }

    @Override
    public String view() {
        return VIEW;
    }

    /** The same view under another name, for a query that reads it twice. */
    @Override
    public PostCallTable as(String alias) {
        return new PostCallTable(DSL.name(alias), this);
    }
}
