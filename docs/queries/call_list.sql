-- Which calls were there, between whom, and when?
-- Parameters: first day, last day ('2026-01-05').
SELECT json_extract_scalar(metadata, '$.callId') AS call_id,
       min(json_extract_scalar(metadata, '$.transactionId')) AS transaction_id,
       min(COALESCE(json_extract_scalar(metadata, '$.voiceConnectorId'),
                    json_extract_scalar(metadata, '$.voiceconnectorId'))) AS voice_connector_id,
       min(json_extract_scalar(metadata, '$.fromNumber')) AS from_number,
       min(json_extract_scalar(metadata, '$.toNumber')) AS to_number,
       min(json_extract_scalar(metadata, '$.direction')) AS direction,
       CAST(min(try(from_iso8601_timestamp("time"))) AS timestamp) AS first_event,
       CAST(max(try(from_iso8601_timestamp("time"))) AS timestamp) AS last_event
FROM call_analytics_metadata
WHERE year || '-' || month || '-' || day BETWEEN ? AND ?
  AND json_extract_scalar(metadata, '$.callId') IS NOT NULL
GROUP BY json_extract_scalar(metadata, '$.callId')
ORDER BY first_event, call_id
