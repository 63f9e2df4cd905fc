SET enable_case_sensitive_super_attribute TO true;
CREATE OR REPLACE VIEW ${flyway:defaultSchema}.speaker_match AS
SELECT v.event_time AS event_time,
       v.payload."time"::varchar(max) AS event_time_text,
       CAST(v.event_time AS date) AS event_date,
       v.arrival_time AS arrival_time,
       CASE WHEN LEFT(v.call_id, 1) NOT IN ('{', '[') THEN v.call_id END AS call_id,
       COALESCE(v.payload."detail".transactionId::varchar(max), v.payload."detail"."transactionid"::varchar(max)) AS transaction_id,
       COALESCE(v.payload."detail".voiceConnectorId::varchar(max), v.payload."detail".voiceconnectorId::varchar(max), v.payload."detail"."voiceconnectorid"::varchar(max)) AS voice_connector_id,
       COALESCE(v.payload."detail".fromNumber::varchar(max), v.payload."detail"."fromnumber"::varchar(max)) AS from_number,
       COALESCE(v.payload."detail".toNumber::varchar(max), v.payload."detail"."tonumber"::varchar(max)) AS to_number,
       v.payload."detail"."direction"::varchar(max) AS direction,
       v.payload."detail".mediaInsightsPipelineId::varchar(max) AS media_insights_pipeline_id,
       v.payload."id"::varchar(max) AS event_id,
       v.payload."detail".taskId::varchar(max) AS task_id,
       v.payload."detail".detailStatus::varchar(max) AS detail_status,
       v.payload."detail".statusMessage::varchar(max) AS status_message,
       v.payload."detail".participantRole::varchar(max) AS participant_role,
       COALESCE(CASE WHEN IS_BOOLEAN(v.payload."detail".isCaller) THEN v.payload."detail".isCaller::boolean END, CASE LOWER(v.payload."detail".isCaller::varchar(max)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END) AS is_caller,
       COALESCE(v.payload."detail".channelId::int, CASE WHEN v.payload."detail".channelId::varchar(max) ~ '^[+-]?[0-9]{1,19}$' THEN TRY_CAST(v.payload."detail".channelId::varchar(max) AS int) END) AS channel_id,
       v.payload."detail".sourceArn::varchar(max) AS source_arn,
       v.payload."detail".streamArn::varchar(max) AS stream_arn,
       v.payload."detail".speakerSearchDetails.voiceprintGenerationStatus::varchar(max) AS voiceprint_generation_status,
       v.element_index AS match_index,
       COALESCE(v.element.voiceProfileId::varchar(max), v.payload."detail".speakerSearchDetails.voiceProfileId::varchar(max)) AS voice_profile_id,
       COALESCE(COALESCE(v.element.confidenceScore::double precision, CASE WHEN v.element.confidenceScore::varchar(max) ~ '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$' THEN TRY_CAST(v.element.confidenceScore::varchar(max) AS double precision) END), COALESCE(v.payload."detail".speakerSearchDetails.confidenceScore::double precision, CASE WHEN v.payload."detail".speakerSearchDetails.confidenceScore::varchar(max) ~ '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$' THEN TRY_CAST(v.payload."detail".speakerSearchDetails.confidenceScore::varchar(max) AS double precision) END)) AS confidence_score,
       CAST(NULL AS varchar(max)) AS metadata,
       CAST(v.shard_id AS varchar(64)) AS shard_id,
       v.sequence_number AS sequence_number,
       CAST(0 AS bigint) AS subsequence_number
FROM (SELECT w.arrival_time, w.shard_id, w.sequence_number, w.call_id, w.payload, w.md, w.element, w.element_index,
             CASE WHEN w.sent_at BETWEEN DATEADD(day, -366, w.arrival_time) AND DATEADD(day, 1, w.arrival_time)
                  THEN w.sent_at ELSE DATE_TRUNC('millisecond', w.arrival_time) END AS event_time
      FROM (SELECT DATE_TRUNC('millisecond', t.approximate_arrival_timestamp) AS arrival_time,
                   t.shard_id, t.sequence_number, t.call_id, t.payload,
                   CASE WHEN t.payload."time"::varchar(max) ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-](0[0-9]|1[0-4]):?[0-5][0-9])?$'
                        THEN DATE_TRUNC('millisecond', TRY_CAST(t.payload."time"::varchar(max)
                             || CASE WHEN t.payload."time"::varchar(max) ~ '(Z|[+-][0-9]{2}:?[0-9]{2})$' THEN '' ELSE 'Z' END
                             AS timestamptz) AT TIME ZONE 'UTC') END AS sent_at,
                   CASE WHEN IS_OBJECT(t.payload.metadata) THEN t.payload.metadata WHEN CAN_JSON_PARSE(t.payload.metadata::varchar(max)) THEN JSON_PARSE(t.payload.metadata::varchar(max)) END AS md,
                   r AS element, i::int AS element_index
            FROM ${flyway:defaultSchema}.speaker_search_status AS t
                 LEFT JOIN t.payload."detail".speakerSearchDetails."results" AS r AT i ON TRUE) AS w) AS v;
RESET enable_case_sensitive_super_attribute;
