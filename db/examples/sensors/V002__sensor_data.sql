CREATE MATERIALIZED VIEW sensor_data AUTO REFRESH YES AS
SELECT approximate_arrival_timestamp,
       partition_key,
       shard_id,
       sequence_number,
       refresh_time,
       JSON_PARSE(kinesis_data) as payload
FROM sensors."my-input-stream";
