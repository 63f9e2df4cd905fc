-- Who broke in on whom, when, and for how long?
-- Parameters: none. All post-call files are read, whatever is asked for.
SELECT DISTINCT
       p.sessionid AS session_id,
       'AGENT' AS interrupter,
       i.beginoffsetmillis AS begin_offset_millis,
       i.durationmillis AS duration_millis
FROM transcribe_call_analytics_post_call AS p
CROSS JOIN UNNEST(p.conversationcharacteristics.interruptions.interruptionsbyinterrupter.agent) AS i
UNION ALL
SELECT DISTINCT
       p.sessionid,
       'CUSTOMER',
       i.beginoffsetmillis,
       i.durationmillis
FROM transcribe_call_analytics_post_call AS p
CROSS JOIN UNNEST(p.conversationcharacteristics.interruptions.interruptionsbyinterrupter.customer) AS i
ORDER BY session_id, begin_offset_millis
