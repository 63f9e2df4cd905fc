-- Which calls could be analysed by voice, and what came of it after them?
-- Parameters: first day, last day ('2026-01-05').
SELECT DISTINCT
       CAST(try(from_iso8601_timestamp("time")) AS timestamp) AS event_time,
       id AS event_id,
       detail.detailstatus AS detail_status,
       detail.callid AS call_id,
       detail.transactionid AS transaction_id,
       detail.voiceconnectorid AS voice_connector_id,
       detail.iscaller AS is_caller,
       detail.streamstarttime AS stream_start_time,
       detail.inviteheaders AS invite_headers,
       detail.siprecmetadata AS siprec_metadata
FROM voice_analytics_status
WHERE year || '-' || month || '-' || day BETWEEN ? AND ?
ORDER BY event_time, event_id
