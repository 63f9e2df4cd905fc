CREATE MATERIALIZED VIEW ${flyway:defaultSchema}.voice_analytics_status
BACKUP YES
DISTSTYLE EVEN
SORTKEY (approximate_arrival_timestamp)
AUTO REFRESH YES
AS
SELECT kafka_timestamp AS approximate_arrival_timestamp,
       CASE WHEN IS_UTF8(kafka_key) THEN FROM_VARBYTE(kafka_key, 'utf-8') END::VARCHAR(256) AS partition_key,
       kafka_partition::VARCHAR(20) AS shard_id, kafka_offset::VARCHAR(20) AS sequence_number, refresh_time,
       CASE WHEN CASE WHEN IS_UTF8(kafka_value) THEN CAN_JSON_PARSE(kafka_value) ELSE FALSE END
            THEN JSON_PARSE(kafka_value) END AS payload,
       CASE WHEN CASE WHEN IS_UTF8(kafka_value) THEN CAN_JSON_PARSE(kafka_value) ELSE FALSE END
            THEN COALESCE(NULLIF(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kafka_value, 'utf-8'), 'detail', 'callId', true), ''), NULLIF(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kafka_value, 'utf-8'), 'detail', 'callid', true), '')) END::VARCHAR(256) AS call_id
FROM ${kafka_schema}."${topic_name}"
WHERE CASE WHEN CASE WHEN IS_UTF8(kafka_value) THEN CAN_JSON_PARSE(kafka_value) ELSE FALSE END
           THEN TRANSLATE(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kafka_value, 'utf-8'), 'detail-type', true), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') IN ('voiceanalyticsstatus')
           ELSE FALSE END;
