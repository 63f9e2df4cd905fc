-- Which known voice was it, most likely, call by call? A Voice Connector's calls have a transaction id, calls of the media
-- pipelines API a pipeline id.
-- Parameters: first day, last day ('2026-01-05'), the least score from 0 to 1.
SELECT COALESCE(s.detail.transactionid, s.detail.mediainsightspipelineid) AS call_key,
       max_by(m.voiceprofileid, m.confidencescore) AS voice_profile_id,
       max(m.confidencescore) AS confidence_score
FROM speaker_search_status AS s
CROSS JOIN UNNEST(s.detail.speakersearchdetails.results) AS m
WHERE s.year || '-' || s.month || '-' || s.day BETWEEN ? AND ?
  AND s.detail.detailstatus = 'IdentificationSuccessful'
  AND m.confidencescore >= ?
GROUP BY COALESCE(s.detail.transactionid, s.detail.mediainsightspipelineid)
ORDER BY call_key
