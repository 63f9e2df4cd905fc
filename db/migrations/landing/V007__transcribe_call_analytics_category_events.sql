CREATE VIEW ${flyway:defaultSchema}.transcribe_call_analytics_category_events AS
SELECT approximate_arrival_timestamp, partition_key, shard_id, sequence_number, refresh_time, payload, call_id
FROM ${flyway:defaultSchema}.landing
WHERE detail_type = 'TranscribeCallAnalyticsCategoryEvents';
