-- Which issues did customers bring up, in their own words?
-- Parameters: first day, last day ('2026-01-05').
SELECT CAST(try(from_iso8601_timestamp(u."time")) AS timestamp) AS event_time,
       json_extract_scalar(u.metadata, '$.callId') AS call_id,
       u.utterance.participantrole AS participant_role,
       substr(u.utterance.transcript, i.characteroffsets."begin" + 1,
              i.characteroffsets."end" - i.characteroffsets."begin") AS issue,
       u.utterance.transcript AS transcript
FROM (SELECT min("time") AS "time",
             min(metadata) AS metadata,
             -- Firehose drops offsets under their other spelling; where both lakes have the event, ours has them.
             max_by(utteranceevent, COALESCE(element_at(utteranceevent.issuesdetected, 1).characteroffsets."end", -1))
                 AS utterance
      FROM transcribe_call_analytics
      WHERE year || '-' || month || '-' || day BETWEEN ? AND ?
        AND NOT utteranceevent.ispartial
        AND cardinality(utteranceevent.issuesdetected) > 0
      GROUP BY mediainsightspipelineid, utteranceevent.utteranceid) AS u
CROSS JOIN UNNEST(u.utterance.issuesdetected) AS i
ORDER BY event_time, call_id
