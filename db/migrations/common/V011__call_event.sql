SET enable_case_sensitive_super_attribute TO true;
CREATE OR REPLACE VIEW ${flyway:defaultSchema}.call_event AS
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
       v.payload."callevent-type"::varchar(max) AS call_event_type,
       v.payload."detail-subtype"::varchar(max) AS detail_subtype,
       v.one_time_metadata.s3RecordingUrl::varchar(max) AS s3_recording_url,
       v.one_time_metadata.s3RecordingUrlRedacted::varchar(max) AS s3_recording_url_redacted,
       COALESCE(CASE WHEN IS_OBJECT(v.one_time_metadata.inviteHeaders) OR IS_ARRAY(v.one_time_metadata.inviteHeaders) THEN JSON_SERIALIZE(v.one_time_metadata.inviteHeaders) ELSE v.one_time_metadata.inviteHeaders::varchar(max) END, CASE WHEN IS_OBJECT(v.one_time_metadata.sipHeaders) OR IS_ARRAY(v.one_time_metadata.sipHeaders) THEN JSON_SERIALIZE(v.one_time_metadata.sipHeaders) ELSE v.one_time_metadata.sipHeaders::varchar(max) END, CASE WHEN IS_OBJECT(v.one_time_metadata.InviteHeaders) OR IS_ARRAY(v.one_time_metadata.InviteHeaders) THEN JSON_SERIALIZE(v.one_time_metadata.InviteHeaders) ELSE v.one_time_metadata.InviteHeaders::varchar(max) END) AS invite_headers,
       v.one_time_metadata.siprecMetadata::varchar(max) AS siprec_metadata,
       CASE WHEN IS_OBJECT(v.one_time_metadata.siprecMetadataJson) OR IS_ARRAY(v.one_time_metadata.siprecMetadataJson) THEN JSON_SERIALIZE(v.one_time_metadata.siprecMetadataJson) ELSE v.one_time_metadata.siprecMetadataJson::varchar(max) END AS siprec_metadata_json,
       CASE WHEN IS_OBJECT(v.payload."metadata") OR IS_ARRAY(v.payload."metadata") THEN JSON_SERIALIZE(v.payload."metadata") ELSE v.payload."metadata"::varchar(max) END AS metadata,
       CAST(v.shard_id AS varchar(64)) AS shard_id,
       v.sequence_number AS sequence_number,
       CAST(0 AS bigint) AS subsequence_number
FROM (SELECT w.arrival_time, w.shard_id, w.sequence_number, w.call_id, w.payload, w.md,
             CASE WHEN w.sent_at BETWEEN DATEADD(day, -366, w.arrival_time) AND DATEADD(day, 1, w.arrival_time)
                  THEN w.sent_at ELSE DATE_TRUNC('millisecond', w.arrival_time) END AS event_time,
             CASE WHEN IS_OBJECT(w.md.oneTimeMetadata) THEN w.md.oneTimeMetadata WHEN CAN_JSON_PARSE(w.md.oneTimeMetadata::varchar(max)) THEN JSON_PARSE(w.md.oneTimeMetadata::varchar(max)) END AS one_time_metadata
      FROM (SELECT DATE_TRUNC('millisecond', t.approximate_arrival_timestamp) AS arrival_time,
                   t.shard_id, t.sequence_number, t.call_id, t.payload,
                   CASE WHEN t.payload."time"::varchar(max) ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-](0[0-9]|1[0-4]):?[0-5][0-9])?$'
                        THEN DATE_TRUNC('millisecond', TRY_CAST(t.payload."time"::varchar(max)
                             || CASE WHEN t.payload."time"::varchar(max) ~ '(Z|[+-][0-9]{2}:?[0-9]{2})$' THEN '' ELSE 'Z' END
                             AS timestamptz) AT TIME ZONE 'UTC') END AS sent_at,
                   CASE WHEN IS_OBJECT(t.payload.metadata) THEN t.payload.metadata WHEN CAN_JSON_PARSE(t.payload.metadata::varchar(max)) THEN JSON_PARSE(t.payload.metadata::varchar(max)) END AS md
            FROM ${flyway:defaultSchema}.call_analytics_metadata AS t) AS w) AS v;
RESET enable_case_sensitive_super_attribute;
