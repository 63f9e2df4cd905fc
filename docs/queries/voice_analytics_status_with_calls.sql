-- Voice analytics events with the numbers of their calls.
-- Parameters: first day, last day ('2026-01-05'), and both once more.
SELECT DISTINCT
       CAST(try(from_iso8601_timestamp(v."time")) AS timestamp) AS event_time,
       v.id AS event_id,
       v.detail.detailstatus AS detail_status,
       v.detail.iscaller AS is_caller,
       c.transaction_id,
       c.call_id,
       c.from_number,
       c.to_number,
       c.direction
FROM voice_analytics_status AS v
JOIN (SELECT json_extract_scalar(metadata, '$.transactionId') AS transaction_id,
             min(json_extract_scalar(metadata, '$.callId')) AS call_id,
             min(json_extract_scalar(metadata, '$.fromNumber')) AS from_number,
             min(json_extract_scalar(metadata, '$.toNumber')) AS to_number,
             min(json_extract_scalar(metadata, '$.direction')) AS direction
      FROM call_analytics_metadata
      WHERE year || '-' || month || '-' || day BETWEEN ? AND ?
      GROUP BY json_extract_scalar(metadata, '$.transactionId')) AS c
  ON c.transaction_id = v.detail.transactionid
WHERE v.year || '-' || v.month || '-' || v.day BETWEEN ? AND ?
ORDER BY event_time, event_id
