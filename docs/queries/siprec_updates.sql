-- What did SIPREC say while calls went on (hold, resume), and with which SIP headers?
-- Parameters: first day, last day ('2026-01-05').
SELECT DISTINCT
       CAST(try(from_iso8601_timestamp(e."time")) AS timestamp) AS event_time,
       json_extract_scalar(e.metadata, '$.callId') AS call_id,
       json_extract_scalar(e.metadata, '$.transactionId') AS transaction_id,
       json_extract_scalar(e.once, '$.siprecMetadata') AS siprec_metadata,
       json_extract_scalar(e.once, '$.siprecMetadataJson') AS siprec_metadata_json,
       COALESCE(json_extract_scalar(e.once, '$.sipHeaders'),
                json_extract_scalar(e.once, '$.inviteHeaders'),
                json_extract_scalar(e.once, '$.InviteHeaders')) AS sip_headers
FROM (SELECT "time", metadata,
             -- JSON text inside JSON text, though AWS's page prints an object.
             COALESCE(json_extract_scalar(metadata, '$.oneTimeMetadata'),
                      json_format(json_extract(metadata, '$.oneTimeMetadata'))) AS once
      FROM call_analytics_metadata
      WHERE year || '-' || month || '-' || day BETWEEN ? AND ?
        AND lower("callevent-type") = 'update') AS e
ORDER BY event_time, call_id
