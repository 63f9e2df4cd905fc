SET enable_case_sensitive_super_attribute TO true;
CREATE OR REPLACE VIEW ${flyway:defaultSchema}.transcript_result AS
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
       v.element_index AS result_index,
       v.element.ResultId::varchar(max) AS result_id,
       COALESCE(v.element.StartTime::double precision, CASE WHEN v.element.StartTime::varchar(max) ~ '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$' THEN TRY_CAST(v.element.StartTime::varchar(max) AS double precision) END) AS start_time_seconds,
       COALESCE(v.element.EndTime::double precision, CASE WHEN v.element.EndTime::varchar(max) ~ '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$' THEN TRY_CAST(v.element.EndTime::varchar(max) AS double precision) END) AS end_time_seconds,
       COALESCE(CASE WHEN IS_BOOLEAN(v.element.IsPartial) THEN v.element.IsPartial::boolean END, CASE LOWER(v.element.IsPartial::varchar(max)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END) AS is_partial,
       v.element.ChannelId::varchar(max) AS channel_id,
       v.element.Alternatives[0].Transcript::varchar(max) AS transcript,
       CASE WHEN IS_ARRAY(v.element.Alternatives[0].Items) THEN JSON_SERIALIZE(v.element.Alternatives[0].Items) END AS items,
       CASE WHEN IS_ARRAY(v.element.Alternatives[0].Entities) THEN JSON_SERIALIZE(v.element.Alternatives[0].Entities) END AS entities,
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
                   CASE WHEN IS_OBJECT(r) THEN r ELSE t.payload.TranscriptEvent END AS element, COALESCE(i::int, 0) AS element_index
            FROM ${flyway:defaultSchema}.transcribe AS t
                 LEFT JOIN t.payload.TranscriptEvent.Transcript.Results AS r AT i ON TRUE) AS w) AS v;
RESET enable_case_sensitive_super_attribute;
