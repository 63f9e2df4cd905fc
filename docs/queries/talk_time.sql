-- Who talked for how long and how fast, and for how long did nobody, session by session?
-- Parameters: none. All post-call files are read, whatever is asked for.
SELECT sessionid AS session_id,
       max(conversationcharacteristics.totalconversationdurationmillis) AS conversation_duration_millis,
       max(conversationcharacteristics.talktime.detailsbyparticipant.agent.totaltimemillis) AS agent_talk_time_millis,
       max(conversationcharacteristics.talktime.detailsbyparticipant.customer.totaltimemillis)
           AS customer_talk_time_millis,
       max(conversationcharacteristics.nontalktime.totaltimemillis) AS non_talk_time_millis,
       max(conversationcharacteristics.talkspeed.detailsbyparticipant.agent.averagewordsperminute)
           AS agent_words_per_minute,
       max(conversationcharacteristics.talkspeed.detailsbyparticipant.customer.averagewordsperminute)
           AS customer_words_per_minute
FROM transcribe_call_analytics_post_call
WHERE sessionid IS NOT NULL
-- The redacted file of a session says the same once more.
GROUP BY sessionid
ORDER BY session_id
