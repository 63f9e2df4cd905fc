SET enable_case_sensitive_super_attribute TO true;
CREATE OR REPLACE VIEW ${flyway:defaultSchema}.category_match AS
SELECT v.event_time AS event_time,
       v.payload."time"::varchar(max) AS event_time_text,
       CAST(v.event_time AS date) AS event_date,
       v.arrival_time AS arrival_time,
       CASE WHEN LEFT(v.call_id, 1) NOT IN ('{', '[') THEN v.call_id END AS call_id,
       COALESCE(v.md.transactionId::varchar(max), v.md."transactionid"::varchar(max)) AS transaction_id,
       COALESCE(v.md.voiceConnectorId::varchar(max), v.md.voiceconnectorId::varchar(max), v.md."voiceconnectorid"::varchar(max)) AS voice_connector_id,
       COALESCE(v.md.fromNumber::varchar(max), v.md."fromnumber"::varchar(max)) AS from_number,
       COALESCE(v.md.toNumber::varchar(max), v.md."tonumber"::varchar(max)) AS to_number,
       v.md."direction"::varchar(max) AS direction,
       v.payload.mediaInsightsPipelineId::varchar(max) AS media_insights_pipeline_id,
       v.element_index AS category_index,
       v.element::varchar(max) AS category,
       CASE WHEN IS_OBJECT(v.payload.CategoryEvent.MatchedDetails) OR IS_ARRAY(v.payload.CategoryEvent.MatchedDetails) THEN JSON_SERIALIZE(v.payload.CategoryEvent.MatchedDetails) ELSE v.payload.CategoryEvent.MatchedDetails::varchar(max) END AS matched_details,
       CASE WHEN IS_OBJECT(v.payload."metadata") OR IS_ARRAY(v.payload."metadata") THEN JSON_SERIALIZE(v.payload."metadata") ELSE v.payload."metadata"::varchar(max) END AS metadata,
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
            FROM ${flyway:defaultSchema}.transcribe_call_analytics_category_events AS t
                 LEFT JOIN t.payload.CategoryEvent.MatchedCategories AS r AT i ON TRUE) AS w) AS v;
RESET enable_case_sensitive_super_attribute;
