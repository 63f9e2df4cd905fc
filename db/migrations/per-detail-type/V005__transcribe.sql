CREATE MATERIALIZED VIEW ${flyway:defaultSchema}.transcribe
BACKUP YES
DISTSTYLE EVEN
SORTKEY (approximate_arrival_timestamp)
AUTO REFRESH YES
AS
SELECT approximate_arrival_timestamp, partition_key, shard_id, sequence_number, refresh_time,
       CASE WHEN CASE WHEN IS_UTF8(kinesis_data) THEN CAN_JSON_PARSE(kinesis_data) ELSE FALSE END
            THEN JSON_PARSE(kinesis_data) END AS payload,
       CASE WHEN CASE WHEN IS_UTF8(kinesis_data) THEN CAN_JSON_PARSE(kinesis_data) ELSE FALSE END
            THEN CASE WHEN CAN_JSON_PARSE(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'metadata', true)) THEN COALESCE(NULLIF(JSON_EXTRACT_PATH_TEXT(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'metadata', true), 'callId', true), ''), NULLIF(JSON_EXTRACT_PATH_TEXT(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'metadata', true), 'callid', true), '')) END END::VARCHAR(256) AS call_id
FROM ${kinesis_schema}."${stream_name}"
WHERE CASE WHEN CASE WHEN IS_UTF8(kinesis_data) THEN CAN_JSON_PARSE(kinesis_data) ELSE FALSE END
           THEN TRANSLATE(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'detail-type', true), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') IN ('transcribe')
           ELSE FALSE END;
