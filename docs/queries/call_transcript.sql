-- What was said in one call, in order, by either transcription service.
-- Parameters: call id, first day, last day ('2026-01-05'), and the three once more.
SELECT DISTINCT
       utteranceevent.beginoffsetmillis AS begin_offset_millis,
       utteranceevent.endoffsetmillis AS end_offset_millis,
       utteranceevent.participantrole AS speaker,
       utteranceevent.sentiment AS sentiment,
       utteranceevent.transcript AS transcript,
       utteranceevent.utteranceid AS id
FROM transcribe_call_analytics
WHERE json_extract_scalar(metadata, '$.callId') = ?
  AND year || '-' || month || '-' || day BETWEEN ? AND ?
  AND NOT utteranceevent.ispartial
UNION ALL
SELECT DISTINCT
       -- Seconds there.
       CAST(round(transcriptevent.starttime * 1000) AS bigint),
       CAST(round(transcriptevent.endtime * 1000) AS bigint),
       transcriptevent.channelid,
       CAST(NULL AS varchar),
       element_at(transcriptevent.alternatives, 1).transcript,
       transcriptevent.resultid
FROM transcribe
WHERE json_extract_scalar(metadata, '$.callId') = ?
  AND year || '-' || month || '-' || day BETWEEN ? AND ?
  AND NOT transcriptevent.ispartial
ORDER BY begin_offset_millis, id
