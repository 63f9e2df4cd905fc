-- Where are the recordings of calls?
-- Parameters: first day, last day ('2026-01-05').
SELECT DISTINCT
       CAST(try(from_iso8601_timestamp("time")) AS timestamp) AS event_time,
       json_extract_scalar(metadata, '$.callId') AS call_id,
       json_extract_scalar(metadata, '$.transactionId') AS transaction_id,
       s3mediaobjectconsoleurl AS console_url,
       regexp_extract(s3mediaobjectconsoleurl, '/s3/object/([^/?]+)', 1) AS bucket,
       url_decode(regexp_extract(s3mediaobjectconsoleurl, '[?&]prefix=([^&]+)', 1)) AS key
FROM call_analytics_recording_metadata
WHERE year || '-' || month || '-' || day BETWEEN ? AND ?
  AND COALESCE("detail-subtype", 'Recording') = 'Recording'
  AND s3mediaobjectconsoleurl IS NOT NULL
ORDER BY event_time, key
