-- Which calls have no recording?
-- Parameters: first day, last day ('2026-01-05'), and both once more. A recording comes some minutes after its call.
SELECT c.call_id, c.transaction_id, c.first_event
FROM (SELECT json_extract_scalar(metadata, '$.callId') AS call_id,
             min(json_extract_scalar(metadata, '$.transactionId')) AS transaction_id,
             CAST(min(try(from_iso8601_timestamp("time"))) AS timestamp) AS first_event
      FROM call_analytics_metadata
      WHERE year || '-' || month || '-' || day BETWEEN ? AND ?
        AND json_extract_scalar(metadata, '$.callId') IS NOT NULL
      GROUP BY json_extract_scalar(metadata, '$.callId')) AS c
LEFT JOIN (SELECT DISTINCT json_extract_scalar(metadata, '$.callId') AS call_id
           FROM call_analytics_recording_metadata
           WHERE year || '-' || month || '-' || day BETWEEN ? AND ?
             AND s3mediaobjectconsoleurl IS NOT NULL) AS r
  ON r.call_id = c.call_id
WHERE r.call_id IS NULL
ORDER BY first_event, call_id
