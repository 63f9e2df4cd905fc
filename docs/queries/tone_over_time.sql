-- How did the tone of either side's voice change over a call?
-- Parameters: first day, last day ('2026-01-05').
SELECT DISTINCT
       COALESCE(t.detail.transactionid, t.detail.mediainsightspipelineid) AS call_key,
       t.detail.iscaller AS is_caller,
       t.detail.channelid AS channel_id,
       CAST(try(from_iso8601_timestamp(t.tone.endtime)) AS timestamp) AS until_time,
       t.tone.voicetonelabel AS label,
       t.tone.voicetonescore.positive AS positive,
       t.tone.voicetonescore.negative AS negative,
       t.tone.voicetonescore.neutral AS neutral,
       t.id AS event_id
FROM (SELECT id, detail, detail.voicetoneanalysisdetails.currentaveragevoicetone AS tone
      FROM voice_tone_analysis_status
      WHERE year || '-' || month || '-' || day BETWEEN ? AND ?
        AND detail.detailstatus = 'VoiceToneAnalysisSuccessful') AS t
ORDER BY call_key, is_caller, channel_id, until_time, event_id
