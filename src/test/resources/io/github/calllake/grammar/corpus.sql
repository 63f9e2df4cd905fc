-- Statements and what Redshift's SQL reference says of them. Each has a header:
--   "takes"    the documentation allows it
--   "syntax"   the documentation's synopsis does not have it
--   "meaning"  its words are in order, and the documentation forbids what it asks for
-- then a name, and the page. They run in their order, each in a transaction of its own, after
-- "set-up" statements. Where a parser answers otherwise, a line of its own says so.

-- set-up: schema [r_CREATE_SCHEMA]
CREATE SCHEMA corpus;

-- set-up: stream_schema [r_CREATE_EXTERNAL_SCHEMA]
CREATE EXTERNAL SCHEMA corpus_stream FROM KINESIS IAM_ROLE default;

-- set-up: calls [r_CREATE_TABLE_NEW]
CREATE TABLE corpus.calls (id integer, name varchar(20), at timestamp, payload super);

-- set-up: landing [materialized-view-create-sql-command]
CREATE MATERIALIZED VIEW corpus.landing AUTO REFRESH YES AS
SELECT approximate_arrival_timestamp, partition_key, shard_id, sequence_number, refresh_time, JSON_PARSE(kinesis_data) AS payload
FROM corpus_stream."my-stream" WHERE CAN_JSON_PARSE(kinesis_data);

-- takes: schema_by_role_arn [materialized-view-streaming-ingestion-getting-started]
CREATE EXTERNAL SCHEMA corpus_arn FROM KINESIS IAM_ROLE 'arn:aws:iam::123412341234:role/redshift-streaming-ingestion';

-- takes: schema_if_not_exists [r_CREATE_EXTERNAL_SCHEMA]
CREATE EXTERNAL SCHEMA IF NOT EXISTS corpus_arn FROM KINESIS IAM_ROLE default;

-- takes: schema_with_region [materialized-view-streaming-ingestion-getting-started]
CREATE EXTERNAL SCHEMA corpus_region FROM KINESIS REGION 'us-east-1' IAM_ROLE default;

-- takes: schema_from_kafka [materialized-view-streaming-ingestion-getting-started-MSK]
-- local: not emulated
CREATE EXTERNAL SCHEMA corpus_kafka FROM KAFKA IAM_ROLE 'arn:aws:iam::123412341234:role/msk' AUTHENTICATION iam URI 'b-1.example.com:9098';

-- takes: schema_from_kafka_uri_first [r_CREATE_EXTERNAL_SCHEMA]
-- local: not emulated
CREATE EXTERNAL SCHEMA corpus_kafka_2 FROM KAFKA URI 'b-1.example.com:9094' AUTHENTICATION mtls SECRET_ARN 'arn:aws:secretsmanager:us-east-1:123412341234:secret:s';

-- syntax: schema_from_misspelt [r_CREATE_EXTERNAL_SCHEMA]
CREATE EXTERNAL SCHEMA corpus_schema_from_misspelt FROM KINESSIS IAM_ROLE default;

-- syntax: schema_without_from [r_CREATE_EXTERNAL_SCHEMA]
CREATE EXTERNAL SCHEMA corpus_schema_without_from KINESIS IAM_ROLE default;

-- syntax: schema_role_not_quoted [r_CREATE_EXTERNAL_SCHEMA]
CREATE EXTERNAL SCHEMA corpus_schema_role_not_quoted FROM KINESIS IAM_ROLE arn:aws:iam::123412341234:role/r;

-- syntax: schema_or_replace [r_CREATE_EXTERNAL_SCHEMA]
CREATE OR REPLACE EXTERNAL SCHEMA corpus_schema_or_replace FROM KINESIS IAM_ROLE default;

-- syntax: schema_role_misspelt [r_CREATE_EXTERNAL_SCHEMA]
CREATE EXTERNAL SCHEMA corpus_schema_role_misspelt FROM KINESIS IAMROLE default;

-- syntax: schema_without_role [r_CREATE_EXTERNAL_SCHEMA]
-- sqlfluff: takes
CREATE EXTERNAL SCHEMA corpus_schema_without_role FROM KINESIS;

-- meaning: schema_session_role [r_CREATE_EXTERNAL_SCHEMA]
CREATE EXTERNAL SCHEMA corpus_schema_session_role FROM KINESIS IAM_ROLE 'SESSION';

-- takes: view_all_clauses [materialized-view-create-sql-command]
CREATE MATERIALIZED VIEW corpus.all_clauses BACKUP YES DISTSTYLE EVEN SORTKEY (approximate_arrival_timestamp) AUTO REFRESH YES AS
SELECT approximate_arrival_timestamp, kinesis_data FROM corpus_stream."my-stream";

-- takes: view_backup_no [materialized-view-create-sql-command]
CREATE MATERIALIZED VIEW corpus.backup_no BACKUP NO AUTO REFRESH NO AS SELECT * FROM corpus_stream."my-stream";

-- takes: view_distkey [materialized-view-create-sql-command]
CREATE MATERIALIZED VIEW corpus.distkey DISTSTYLE KEY DISTKEY (partition_key) SORTKEY (shard_id, sequence_number) AUTO REFRESH YES AS
SELECT partition_key, shard_id, sequence_number FROM corpus_stream."my-stream";

-- takes: view_compound_sortkey [r_CREATE_TABLE_NEW]
CREATE MATERIALIZED VIEW corpus.compound COMPOUND SORTKEY (shard_id) AS SELECT shard_id FROM corpus_stream."my-stream";

-- takes: view_extracts_columns [materialized-view-streaming-ingestion-getting-started]
CREATE MATERIALIZED VIEW corpus.extract AUTO REFRESH YES AS
SELECT refresh_time, JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'temperature')::DECIMAL(10,2) AS temperature,
JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), 'event_time')::CHARACTER(26) AS event_time FROM corpus_stream."my-stream";

-- takes: view_over_table [materialized-view-create-sql-command]
CREATE MATERIALIZED VIEW corpus.counts AS SELECT name, COUNT(*) AS calls FROM corpus.calls GROUP BY name;

-- syntax: view_auto_refresh_before_sortkey [materialized-view-create-sql-command]
CREATE MATERIALIZED VIEW corpus.view_auto_refresh_before_sortkey AUTO REFRESH YES SORTKEY (shard_id) AS SELECT shard_id FROM corpus_stream."my-stream";

-- syntax: view_sortkey_before_backup [materialized-view-create-sql-command]
CREATE MATERIALIZED VIEW corpus.view_sortkey_before_backup SORTKEY (shard_id) BACKUP YES AS SELECT shard_id FROM corpus_stream."my-stream";

-- syntax: view_auto_refresh_before_backup [materialized-view-create-sql-command]
CREATE MATERIALIZED VIEW corpus.view_auto_refresh_before_backup AUTO REFRESH YES BACKUP YES AS SELECT shard_id FROM corpus_stream."my-stream";

-- syntax: view_if_not_exists [materialized-view-create-sql-command]
CREATE MATERIALIZED VIEW IF NOT EXISTS corpus.view_if_not_exists AUTO REFRESH YES AS SELECT shard_id FROM corpus_stream."my-stream";

-- syntax: view_or_replace [materialized-view-create-sql-command]
CREATE OR REPLACE MATERIALIZED VIEW corpus.view_or_replace AUTO REFRESH YES AS SELECT shard_id FROM corpus_stream."my-stream";

-- syntax: view_column_list [materialized-view-create-sql-command]
CREATE MATERIALIZED VIEW corpus.view_column_list (shard) AUTO REFRESH YES AS SELECT shard_id FROM corpus_stream."my-stream";

-- syntax: view_auto_refresh_on [materialized-view-create-sql-command]
CREATE MATERIALIZED VIEW corpus.view_auto_refresh_on AUTO REFRESH ON AS SELECT shard_id FROM corpus_stream."my-stream";

-- syntax: view_autorefresh_in_one_word [materialized-view-create-sql-command]
CREATE MATERIALIZED VIEW corpus.view_autorefresh_in_one_word AUTOREFRESH YES AS SELECT shard_id FROM corpus_stream."my-stream";

-- syntax: view_without_as [materialized-view-create-sql-command]
CREATE MATERIALIZED VIEW corpus.view_without_as AUTO REFRESH YES SELECT shard_id FROM corpus_stream."my-stream";

-- syntax: view_misspelt [materialized-view-create-sql-command]
CREATE MATERIALISED VIEW corpus.view_misspelt AUTO REFRESH YES AS SELECT shard_id FROM corpus_stream."my-stream";

-- syntax: view_with_no_data [materialized-view-create-sql-command]
-- sqlfluff: takes
CREATE MATERIALIZED VIEW corpus.view_with_no_data AS SELECT name FROM corpus.calls WITH NO DATA;

-- syntax: view_sortkey_without_parentheses [materialized-view-create-sql-command]
CREATE MATERIALIZED VIEW corpus.view_sortkey_without_parentheses SORTKEY shard_id AS SELECT shard_id FROM corpus_stream."my-stream";

-- meaning: view_super_sortkey [limitations-super]
CREATE MATERIALIZED VIEW corpus.view_super_sortkey SORTKEY (payload) AUTO REFRESH YES AS SELECT JSON_PARSE(kinesis_data) AS payload FROM corpus_stream."my-stream";

-- meaning: view_joins_a_stream [materialized-view-streaming-ingestion]
CREATE MATERIALIZED VIEW corpus.view_joins_a_stream AUTO REFRESH YES AS
SELECT s.shard_id, c.name FROM corpus_stream."my-stream" s JOIN corpus.calls c ON c.name = s.partition_key;

-- meaning: view_auto_refresh_over_view [materialized-view-create-sql-command]
CREATE MATERIALIZED VIEW corpus.view_auto_refresh_over_view AUTO REFRESH YES AS SELECT partition_key FROM corpus.landing;

-- meaning: view_order_by [materialized-view-create-sql-command]
CREATE MATERIALIZED VIEW corpus.view_order_by AS SELECT name FROM corpus.calls ORDER BY name;

-- meaning: view_mutable_function [materialized-view-create-sql-command]
CREATE MATERIALIZED VIEW corpus.view_mutable_function AUTO REFRESH YES AS SELECT shard_id, GETDATE() AS now FROM corpus_stream."my-stream";

-- meaning: view_diststyle_auto [materialized-view-create-sql-command]
CREATE MATERIALIZED VIEW corpus.view_diststyle_auto DISTSTYLE AUTO AS SELECT name FROM corpus.calls;

-- takes: alter_auto_refresh [r_ALTER_MATERIALIZED_VIEW]
-- sqlfluff: refuses
ALTER MATERIALIZED VIEW corpus.landing AUTO REFRESH NO;

-- syntax: alter_auto_refresh_set [r_ALTER_MATERIALIZED_VIEW]
ALTER MATERIALIZED VIEW corpus.landing SET AUTO REFRESH NO;

-- takes: refresh [materialized-view-refresh-sql-command]
REFRESH MATERIALIZED VIEW corpus.landing;

-- takes: refresh_restrict [materialized-view-refresh-sql-command]
-- sqlfluff: refuses
REFRESH MATERIALIZED VIEW corpus.landing RESTRICT;

-- syntax: refresh_concurrently [materialized-view-refresh-sql-command]
-- sqlfluff: takes
REFRESH MATERIALIZED VIEW CONCURRENTLY corpus.landing;

-- syntax: refresh_without_view [materialized-view-refresh-sql-command]
REFRESH MATERIALIZED corpus.landing;

-- takes: drop_view [materialized-view-drop-sql-command]
DROP MATERIALIZED VIEW IF EXISTS corpus.backup_no;

-- takes: set_case_sensitive [r_enable_case_sensitive_super_attribute]
SET enable_case_sensitive_super_attribute TO true;

-- takes: reset_case_sensitive [r_RESET]
RESET enable_case_sensitive_super_attribute;

-- takes: flat_view_navigates [query-super]
CREATE OR REPLACE VIEW corpus.flat AS
SELECT l.payload."detail-type"::varchar(max) AS detail_type, l.payload.metadata."callId"::varchar AS call_id, l.payload.items[0].id::int AS first
FROM corpus.landing AS l;

-- takes: flat_view_unnests [query-super]
CREATE VIEW corpus.unnested AS SELECT l.sequence_number, i AS item, n AS item_index FROM corpus.landing AS l, l.payload.items AS i AT n;

-- takes: flat_view_unnests_outer [query-super]
CREATE VIEW corpus.unnested_outer AS SELECT l.sequence_number, i AS item FROM corpus.landing AS l LEFT JOIN l.payload.items AS i ON TRUE;

-- takes: late_binding_view [r_CREATE_VIEW]
-- local: not emulated
CREATE VIEW corpus.late AS SELECT name FROM corpus.calls WITH NO SCHEMA BINDING;

-- syntax: view_plain_if_not_exists_misplaced [r_CREATE_VIEW]
CREATE IF NOT EXISTS VIEW corpus.view_plain_if_not_exists_misplaced AS SELECT name FROM corpus.calls;

-- takes: grant_view_to_role [r_GRANT]
GRANT SELECT ON corpus.flat TO PUBLIC;

-- takes: grant_schema_usage [r_GRANT]
GRANT USAGE ON SCHEMA corpus TO PUBLIC;

-- syntax: grant_misspelt [r_GRANT]
GRANT SELCT ON corpus.flat TO PUBLIC;

-- takes: table_attributes [r_CREATE_TABLE_NEW]
CREATE TABLE corpus.attributes (id bigint IDENTITY(1,1), name varchar(max) ENCODE zstd) DISTSTYLE KEY DISTKEY (id) SORTKEY (id);

-- syntax: table_encode_without_type [r_CREATE_TABLE_NEW]
CREATE TABLE corpus.table_encode_without_type (id ENCODE zstd);

-- takes: dateadd_bare_part [r_DATEADD_function]
SELECT DATEADD(day, -1, at), DATEDIFF(hour, at, GETDATE()) FROM corpus.calls;

-- takes: listagg [r_LISTAGG]
SELECT LISTAGG(name, ',') WITHIN GROUP (ORDER BY name) FROM corpus.calls;

-- takes: approximate_count [r_COUNT]
SELECT APPROXIMATE COUNT(DISTINCT name) FROM corpus.calls;

-- takes: top [r_SELECT_list]
SELECT TOP 5 name FROM corpus.calls ORDER BY name;

-- takes: qualify [r_QUALIFY_clause]
SELECT name FROM corpus.calls AS c QUALIFY ROW_NUMBER() OVER (PARTITION BY name ORDER BY at) = 1;

-- takes: convert_type [r_CONVERT_function]
SELECT CONVERT(integer, name) FROM corpus.calls;

-- takes: try_cast [r_TRY_CAST]
SELECT TRY_CAST(name AS integer) FROM corpus.calls;

-- takes: window_frame [r_Window_function_synopsis]
SELECT SUM(id) OVER (PARTITION BY name ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM corpus.calls;

-- takes: except_and_minus [r_UNION]
SELECT name FROM corpus.calls MINUS SELECT name FROM corpus.calls;

-- takes: delete_using [r_DELETE]
DELETE FROM corpus.calls USING corpus.landing WHERE corpus.calls.name = corpus.landing.partition_key;

-- meaning: append_other_columns [r_ALTER_TABLE_APPEND]
ALTER TABLE corpus.calls APPEND FROM corpus.landing;

-- takes: truncate [r_TRUNCATE]
TRUNCATE corpus.calls;

-- takes: merge [r_MERGE]
MERGE INTO corpus.calls USING corpus.attributes a ON corpus.calls.name = a.name
WHEN MATCHED THEN UPDATE SET id = 1 WHEN NOT MATCHED THEN INSERT VALUES (1, 'a', NULL, NULL);

-- syntax: on_conflict [c_unsupported-postgresql-features]
INSERT INTO corpus.calls (id) VALUES (1) ON CONFLICT DO NOTHING;

-- syntax: returning [c_unsupported-postgresql-features]
INSERT INTO corpus.calls (id) VALUES (1) RETURNING id;

-- syntax: filter_clause [c_unsupported-postgresql-features]
-- sqlfluff: takes
SELECT COUNT(*) FILTER (WHERE id > 1) FROM corpus.calls;

-- syntax: values_as_a_table [c_unsupported-postgresql-features]
-- sqlfluff: takes
SELECT * FROM (VALUES (1), (2)) AS v (n);

-- syntax: fetch_first [r_ORDER_BY_clause]
-- sqlfluff: takes
SELECT name FROM corpus.calls FETCH FIRST 5 ROWS ONLY;

-- syntax: lateral [c_unsupported-postgresql-features]
-- sqlfluff: takes
SELECT c.name FROM corpus.calls c, LATERAL (SELECT c.id) AS l;

-- syntax: distinct_on [c_unsupported-postgresql-features]
-- sqlfluff: takes
SELECT DISTINCT ON (name) name, id FROM corpus.calls;

-- syntax: arrow_operator [c_unsupported-postgresql-features]
-- sqlfluff: takes
SELECT payload -> 'a' FROM corpus.calls;

-- syntax: select_from_misspelt [r_SELECT_synopsis]
SELECT name FORM corpus.calls WHERE id = 1;

-- syntax: where_before_from [r_SELECT_synopsis]
SELECT name WHERE id = 1 FROM corpus.calls;

-- syntax: open_parenthesis [r_SELECT_synopsis]
SELECT COALESCE(name, 'x' FROM corpus.calls;

-- syntax: case_without_end [r_CASE_function]
SELECT CASE WHEN id = 1 THEN 'a' FROM corpus.calls;

-- takes: sensors_schema [materialized-view-streaming-ingestion]
CREATE EXTERNAL SCHEMA sensors FROM KINESIS IAM_ROLE 'arn:aws:iam::123412341234:role/redshift-streaming-ingestion';

-- takes: sensors_view [materialized-view-streaming-ingestion]
CREATE MATERIALIZED VIEW sensor_data AUTO REFRESH YES AS SELECT approximate_arrival_timestamp, partition_key, shard_id, sequence_number, refresh_time, JSON_PARSE(kinesis_data) as payload FROM sensors."my-input-stream";

-- takes: sensors_extract_view [materialized-view-streaming-ingestion]
CREATE MATERIALIZED VIEW sensor_data_extract AUTO REFRESH YES AS SELECT approximate_arrival_timestamp, partition_key, shard_id, sequence_number, refresh_time, JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'),'sensor_id')::VARCHAR(8) as sensor_id, JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'),'current_temperature')::DECIMAL(10,2) as current_temperature, JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'),'status')::VARCHAR(8) as status, JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'),'event_time')::CHARACTER(26) as event_time FROM sensors."my-input-stream";

-- takes: create_role [r_CREATE_ROLE]
CREATE ROLE corpus_reader;

-- takes: grant_usage_to_role [r_GRANT]
GRANT USAGE ON SCHEMA corpus TO ROLE corpus_reader;

-- takes: grant_select_to_role [r_GRANT]
GRANT SELECT ON corpus.flat, corpus.unnested TO ROLE corpus_reader;

-- takes: revoke_from_role [r_REVOKE]
REVOKE ALL ON corpus.flat FROM ROLE corpus_reader;

-- takes: default_privileges [r_ALTER_DEFAULT_PRIVILEGES]
ALTER DEFAULT PRIVILEGES IN SCHEMA corpus GRANT SELECT ON TABLES TO PUBLIC;

-- syntax: grant_on_materialized_view [r_GRANT]
-- sqlfluff: takes
GRANT SELECT ON MATERIALIZED VIEW corpus.landing TO PUBLIC;

-- meaning: alter_kinesis_schema [r_ALTER_EXTERNAL_SCHEMA]
-- sqlfluff: refuses
ALTER EXTERNAL SCHEMA corpus_arn IAM_ROLE default;

-- takes: drop_schema [r_DROP_SCHEMA]
DROP SCHEMA IF EXISTS corpus_region;

-- syntax: create_index [c_unsupported-postgresql-features]
-- sqlfluff: takes
CREATE INDEX calls_by_name ON corpus.calls (name);

-- syntax: create_sequence [c_unsupported-postgresql-features]
-- sqlfluff: takes
CREATE SEQUENCE corpus.numbers;

-- syntax: inherits [r_CREATE_TABLE_NEW]
CREATE TABLE corpus.child (extra integer) INHERITS (corpus.calls);

-- meaning: boolean_to_varchar [r_Boolean_type]
-- local: takes
SELECT CAST(id = 1 AS varchar) FROM corpus.calls;

-- meaning: json_parse_of_two [JSON_PARSE]
SELECT JSON_PARSE(name, 'x') FROM corpus.calls;

-- syntax: jsonb [c_unsupported-postgresql-datatypes]
SELECT name::jsonb FROM corpus.calls;

-- syntax: array_column [c_unsupported-postgresql-datatypes]
CREATE TABLE corpus.arrays (numbers integer[]);

-- meaning: string_agg [c_unsupported-postgresql-functions]
SELECT STRING_AGG(name, ',') FROM corpus.calls;

-- takes: create_table_as [r_CREATE_TABLE_AS]
CREATE TABLE corpus.copied DISTSTYLE EVEN SORTKEY (id) AS SELECT id, name FROM corpus.calls;

-- takes: temporary_table_by_hash [r_CREATE_TABLE_NEW]
-- local: not emulated
CREATE TABLE #scratch (id integer);

-- takes: select_into [r_SELECT_INTO]
SELECT id INTO corpus.into_table FROM corpus.calls;

-- takes: vacuum [r_VACUUM_command]
VACUUM DELETE ONLY corpus.calls TO 90 PERCENT;

-- takes: analyze [r_ANALYZE]
ANALYZE corpus.calls;

-- takes: unload [r_UNLOAD]
UNLOAD ('SELECT name FROM corpus.calls') TO 's3://bucket/prefix/' IAM_ROLE default FORMAT AS PARQUET;

-- takes: unload_quoted [r_UNLOAD]
UNLOAD ('SELECT name FROM corpus.calls WHERE name = ''a''') TO 's3://bucket/quoted/' IAM_ROLE 'arn:aws:iam::123456789012:role/unload'
FORMAT CSV HEADER GZIP MANIFEST VERBOSE PARALLEL OFF;

-- takes: unload_partitioned [r_UNLOAD]
UNLOAD ('SELECT id, name FROM corpus.calls') TO 's3://bucket/partitioned/' IAM_ROLE default FORMAT PARQUET PARTITION BY (name) INCLUDE
MAXFILESIZE 64 MB CLEANPATH;

-- meaning: unload_limit [r_UNLOAD]
UNLOAD ('SELECT name FROM corpus.calls LIMIT 1') TO 's3://bucket/limit/' IAM_ROLE default FORMAT JSON;

-- syntax: unload_unquoted [r_UNLOAD]
UNLOAD (SELECT name FROM corpus.calls) TO 's3://bucket/unquoted/' IAM_ROLE default;

-- takes: copy [r_COPY]
-- local: not emulated
COPY corpus.calls FROM 's3://bucket/prefix/' IAM_ROLE default FORMAT AS PARQUET;

-- takes: explain [r_EXPLAIN]
EXPLAIN SELECT name FROM corpus.calls;

-- takes: show_setting [r_SHOW]
-- sqlfluff: refuses
SHOW search_path;

-- takes: unpivot_object [query-super]
SELECT k, v FROM corpus.landing AS l, UNPIVOT l.payload AS v AT k;

-- takes: select_exclude [r_EXCLUDE_list]
-- local: not emulated
SELECT * EXCLUDE (payload) FROM corpus.calls;

-- takes: pivot [r_FROM_clause-pivot-unpivot-examples]
-- local: not emulated
SELECT * FROM (SELECT name, id FROM corpus.calls) PIVOT (SUM(id) FOR name IN ('a', 'b'));

-- takes: rollup [r_GROUP_BY_clause]
SELECT name, COUNT(*) FROM corpus.calls GROUP BY ROLLUP (name);

-- takes: recursive_query [r_WITH_clause]
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n;

-- takes: percentile_and_median [r_PERCENTILE_CONT]
SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY id), MEDIAN(id) FROM corpus.calls;

-- takes: nvl_decode [r_DECODE_expression]
SELECT NVL(name, 'a', 'b'), NVL2(name, 1, 2), DECODE(id, 1, 'one', 'more') FROM corpus.calls;

-- takes: ratio_to_report [r_WF_RATIO_TO_REPORT]
SELECT RATIO_TO_REPORT(id) OVER (PARTITION BY name) FROM corpus.calls;

-- takes: similar_to [pattern-matching-conditions-similar-to]
SELECT name FROM corpus.calls WHERE name SIMILAR TO '%(a|b)%' AND name ILIKE 'x%' AND name !~ '^z' LIMIT 5 OFFSET 2;

-- takes: at_time_zone [r_AT_TIME_ZONE]
SELECT at AT TIME ZONE 'UTC', CONVERT_TIMEZONE('UTC', 'Asia/Kathmandu', at), DATE_TRUNC('day', at) FROM corpus.calls;

-- takes: interval_literal [r_interval_literals]
SELECT at + INTERVAL '1 day', SYSDATE, TRUNC(at) FROM corpus.calls;

-- takes: super_typeof [SUPER_functions]
SELECT JSON_TYPEOF(payload.a), GET_ARRAY_LENGTH(payload.b), IS_ARRAY(payload.b), payload.b[0].c::varchar FROM corpus.calls;

-- takes: window_ignore_nulls [r_WF_LAG]
SELECT LAG(name, 1) IGNORE NULLS OVER (ORDER BY at) FROM corpus.calls;

-- takes: insert_select [r_INSERT_30]
INSERT INTO corpus.calls (id, name) SELECT 1, 'a';

-- takes: update_from [r_UPDATE]
UPDATE corpus.calls SET name = a.name FROM corpus.attributes a WHERE a.id = corpus.calls.id;
