-- What was said, a row a turn, in the files that Transcribe writes after calls; redacted ones beside those as spoken.
-- Parameters: none. All files are read, whatever is asked for.
SELECT p.sessionid AS session_id,
       p.contentmetadata.output AS redaction,
       p.languagecode AS language_code,
       p.channel,
       turn.id AS utterance_id,
       turn.participantrole AS participant_role,
       turn.beginoffsetmillis AS begin_offset_millis,
       turn.endoffsetmillis AS end_offset_millis,
       turn.sentiment,
       turn.content
FROM transcribe_call_analytics_post_call AS p
CROSS JOIN UNNEST(p.transcript) AS turn
ORDER BY session_id, redaction, begin_offset_millis, utterance_id
