CREATE VIEW ${flyway:defaultSchema}.speaker_search_status AS
SELECT approximate_arrival_timestamp, partition_key, shard_id, sequence_number, refresh_time, payload, call_id
FROM ${flyway:defaultSchema}.landing
WHERE detail_type = 'SpeakerSearchStatus';
