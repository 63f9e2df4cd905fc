-- The turns of calls, as Transcribe wrote them up after the call, with the calls' ids and numbers. A call that was paused
-- for more than 35 seconds has several sessions.
-- Parameters: first day, last day ('2026-01-05') of the calls. All post-call files are read, whatever is asked for.
SELECT c.call_id,
       c.transaction_id,
       c.from_number,
       c.to_number,
       c.direction,
       c.first_event,
       p.sessionid AS session_id,
       p.contentmetadata.output AS redaction,
       turn.id AS utterance_id,
       turn.participantrole AS participant_role,
       turn.beginoffsetmillis AS begin_offset_millis,
       turn.content
FROM (SELECT s.session_id,
             min(json_extract_scalar(s.metadata, '$.callId')) AS call_id,
             min(json_extract_scalar(s.metadata, '$.transactionId')) AS transaction_id,
             min(json_extract_scalar(s.metadata, '$.fromNumber')) AS from_number,
             min(json_extract_scalar(s.metadata, '$.toNumber')) AS to_number,
             min(json_extract_scalar(s.metadata, '$.direction')) AS direction,
             CAST(min(try(from_iso8601_timestamp(s."time"))) AS timestamp) AS first_event
      FROM (SELECT "time", metadata,
                   -- The session's id is the base name of its recording.
                   regexp_extract(json_extract_scalar(COALESCE(json_extract_scalar(metadata, '$.oneTimeMetadata'),
                                                               json_format(json_extract(metadata, '$.oneTimeMetadata'))),
                                                      '$.s3RecordingUrl'),
                                  '([^/]+)[.][^./]+$', 1) AS session_id
            FROM call_analytics_metadata
            WHERE year || '-' || month || '-' || day BETWEEN ? AND ?) AS s
      WHERE s.session_id IS NOT NULL
      GROUP BY s.session_id) AS c
JOIN transcribe_call_analytics_post_call AS p ON p.sessionid = c.session_id
CROSS JOIN UNNEST(p.transcript) AS turn
ORDER BY first_event, session_id, redaction, begin_offset_millis, utterance_id
