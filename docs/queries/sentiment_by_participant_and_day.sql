-- How did either side feel, day by day?
-- Parameters: first day, last day ('2026-01-05').
SELECT u.day,
       u.participant_role,
       count(*) AS utterances,
       count_if(u.sentiment = 'POSITIVE') AS positive,
       count_if(u.sentiment = 'NEGATIVE') AS negative,
       count_if(u.sentiment = 'MIXED') AS mixed,
       count_if(u.sentiment = 'NEUTRAL') AS neutral
FROM (SELECT DISTINCT
             substr("time", 1, 10) AS day,
             utteranceevent.participantrole AS participant_role,
             utteranceevent.sentiment AS sentiment,
             mediainsightspipelineid,
             utteranceevent.utteranceid
      FROM transcribe_call_analytics
      WHERE year || '-' || month || '-' || day BETWEEN ? AND ?
        AND NOT utteranceevent.ispartial) AS u
GROUP BY u.day, u.participant_role
ORDER BY day, participant_role
