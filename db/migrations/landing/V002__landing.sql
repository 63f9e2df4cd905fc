CREATE MATERIALIZED VIEW ${flyway:defaultSchema}.landing
BACKUP YES
DISTSTYLE EVEN
SORTKEY (approximate_arrival_timestamp)
AUTO REFRESH YES
AS
SELECT approximate_arrival_timestamp, partition_key, shard_id, sequence_number, refresh_time,
       CASE WHEN CASE WHEN IS_UTF8(kinesis_data) THEN CAN_JSON_PARSE(kinesis_data) ELSE FALSE END
            THEN JSON_PARSE(kinesis_data) END AS payload,
       CASE WHEN CASE WHEN IS_UTF8(kinesis_data) THEN CAN_JSON_PARSE(kinesis_data) ELSE FALSE END
            THEN CASE WHEN TRANSLATE(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'detail-type', true), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') IN ('callanalyticsmetadata', 'recording', 'transcribe', 'transcribecallanalytics', 'transcribecallanalyticscategoryevents', 'transcribecallanalyticscategoryevent')
                 THEN CASE WHEN CAN_JSON_PARSE(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'metadata', true)) THEN COALESCE(NULLIF(JSON_EXTRACT_PATH_TEXT(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'metadata', true), 'callId', true), ''), NULLIF(JSON_EXTRACT_PATH_TEXT(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'metadata', true), 'callid', true), '')) END
                 WHEN TRANSLATE(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'detail-type', true), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') IN ('voiceanalyticsstatus', 'speakersearchstatus', 'voicetoneanalysisstatus')
                 THEN COALESCE(NULLIF(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'detail', 'callId', true), ''), NULLIF(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'detail', 'callid', true), '')) END END::VARCHAR(256) AS call_id,
       CASE WHEN CASE WHEN IS_UTF8(kinesis_data) THEN CAN_JSON_PARSE(kinesis_data) ELSE FALSE END
            THEN CASE TRANSLATE(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'detail-type', true), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
                 WHEN 'callanalyticsmetadata' THEN 'CallAnalyticsMetadata'
                 WHEN 'recording' THEN 'Recording'
                 WHEN 'transcribe' THEN 'Transcribe'
                 WHEN 'transcribecallanalytics' THEN CASE WHEN NULLIF(NULLIF(JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'CategoryEvent', true), ''), 'null') IS NOT NULL THEN 'TranscribeCallAnalyticsCategoryEvents' ELSE 'TranscribeCallAnalytics' END
                 WHEN 'transcribecallanalyticscategoryevents' THEN 'TranscribeCallAnalyticsCategoryEvents'
                 WHEN 'transcribecallanalyticscategoryevent' THEN 'TranscribeCallAnalyticsCategoryEvents'
                 WHEN 'voiceanalyticsstatus' THEN 'VoiceAnalyticsStatus'
                 WHEN 'speakersearchstatus' THEN 'SpeakerSearchStatus'
                 WHEN 'voicetoneanalysisstatus' THEN 'VoiceToneAnalysisStatus'
                 ELSE JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'detail-type', true) END END::VARCHAR(256) AS detail_type,
       CASE WHEN CASE WHEN IS_UTF8(kinesis_data) THEN CAN_JSON_PARSE(kinesis_data) ELSE FALSE END
            THEN NULL ELSE kinesis_data END AS unread_data
FROM ${kinesis_schema}."${stream_name}";
