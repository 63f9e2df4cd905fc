SET enable_case_sensitive_super_attribute TO true;
CREATE OR REPLACE VIEW call_analytics.transcript_result AS
SELECT CASE WHEN v.sent_at BETWEEN DATEADD(day, -366, v.arrival_time) AND DATEADD(day, 1, v.arrival_time)
            THEN v.sent_at ELSE v.arrival_time END AS event_time,
       v.payload."time"::varchar(max) AS event_time_text,
       v.arrival_time AS arrival_time,
       COALESCE(v.md.transactionId::varchar(max), v.md.transactionid::varchar(max)) AS transaction_id,
       COALESCE(v.te.IsPartial::boolean, CASE LOWER(v.te.IsPartial::varchar(max)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END) AS is_partial,
       COALESCE(v.te.StartTime::double precision,
                CASE WHEN v.te.StartTime::varchar(max) ~ '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$'
                     THEN TRY_CAST(v.te.StartTime::varchar(max) AS double precision) END) AS start_time_seconds,
       COALESCE(v.te.Count::bigint, CASE WHEN v.te.Count::varchar(max) ~ '^[+-]?[0-9]{1,19}$' THEN TRY_CAST(v.te.Count::varchar(max) AS bigint) END) AS n,
       v.te.Alternatives[0].Transcript::varchar(max) AS transcript,
       CASE WHEN IS_ARRAY(v.te.Alternatives[0].Items) THEN JSON_SERIALIZE(v.te.Alternatives[0].Items) END AS items,
       CASE WHEN IS_OBJECT(v.payload.metadata) THEN JSON_SERIALIZE(v.payload.metadata) ELSE v.payload.metadata::varchar(max) END AS metadata,
       v.otm.inviteHeaders::varchar(max) AS invite_headers,
       v.result_index AS result_index,
       CAST(v.shard_id AS varchar(64)) AS shard_id, v.sequence_number AS sequence_number, CAST(0 AS bigint) AS subsequence_number
FROM (SELECT w.arrival_time, w.sent_at, w.shard_id, w.sequence_number, w.call_id, w.payload, w.md, w.te, w.result_index,
             CASE WHEN IS_OBJECT(w.md.oneTimeMetadata) THEN w.md.oneTimeMetadata
                  WHEN CAN_JSON_PARSE(w.md.oneTimeMetadata::varchar(max)) THEN JSON_PARSE(w.md.oneTimeMetadata::varchar(max)) END AS otm
      FROM (SELECT t.approximate_arrival_timestamp AS arrival_time, t.shard_id, t.sequence_number, t.call_id, t.payload,
                   CASE WHEN t.payload."time"::varchar(max) ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?(Z|[+-][0-9]{2}:?[0-9]{2})?$'
                        THEN DATE_TRUNC('millisecond', TRY_CAST(t.payload."time"::varchar(max)
                               || CASE WHEN t.payload."time"::varchar(max) ~ '(Z|[+-][0-9]{2}:?[0-9]{2})$' THEN '' ELSE 'Z' END AS timestamptz) AT TIME ZONE 'UTC') END AS sent_at,
                   CASE WHEN IS_OBJECT(t.payload.metadata) THEN t.payload.metadata
                        WHEN CAN_JSON_PARSE(t.payload.metadata::varchar(max)) THEN JSON_PARSE(t.payload.metadata::varchar(max)) END AS md,
                   CASE WHEN IS_OBJECT(r) THEN r ELSE t.payload.TranscriptEvent END AS te,
                   COALESCE(i::int, 0) AS result_index
            FROM call_analytics.transcribe AS t
                 LEFT JOIN t.payload.TranscriptEvent.Transcript.Results AS r AT i ON TRUE) AS w) AS v;
RESET enable_case_sensitive_super_attribute;
