-- System views of Redshift: those the driver's metadata calls, Flyway and an operator of streaming views read.

-- Those whose columns were of other types in an older version.
DROP VIEW IF EXISTS pg_catalog.sys_stream_scan_states, pg_catalog.sys_stream_scan_errors, pg_catalog.sys_mv_refresh_history, pg_catalog.svv_external_schemas;

CREATE OR REPLACE VIEW pg_catalog.svv_mv_info AS
SELECT current_database()::char(128) AS database_name, schema_name::char(128) AS schema_name, pg_get_userbyid(owner)::char(128) AS user_name,
       mv_name::char(128) AS name, CASE WHEN stream IS NOT NULL THEN 't' ELSE 'u' END::char(1) AS is_stale,
       CASE WHEN incremental THEN 1 ELSE 0 END AS state, 'f'::char(1) AS autorewrite, CASE WHEN auto_refresh THEN 't' ELSE 'f' END::char(1) AS autorefresh
FROM rs.live_mv;

CREATE OR REPLACE VIEW pg_catalog.sys_stream_scan_states AS
SELECT m.external_schema::char(128) AS external_schema_name, m.stream::char(255) AS stream_name, m.mv_name::char(128) AS mv_name,
       s.refresh_id AS transaction_id, s.refresh_id AS query_id, s.record_time, s.shard_id::char(128) AS partition_id,
       s.latest_position::char(128) AS latest_position, s.scanned_rows, s.skipped_rows, s.scanned_bytes,
       s.time_min AS stream_record_time_min, s.time_max AS stream_record_time_max
FROM rs.scan_state AS s JOIN rs.live_mv AS m ON m.view_oid = s.view_oid;

CREATE OR REPLACE VIEW pg_catalog.sys_stream_scan_errors AS
SELECT m.external_schema::char(128) AS external_schema_name, m.stream::char(255) AS stream_name, m.mv_name::char(128) AS mv_name,
       e.refresh_id AS transaction_id, e.refresh_id AS query_id, 'A'::char(1) AS stream_timestamp_type, e.stream_timestamp, e.record_time,
       e.shard_id::char(128) AS partition_id, e.sequence_number::char(128) AS "position", e.error_code, e.error_reason::char(128) AS error_reason
FROM rs.scan_error AS e JOIN rs.live_mv AS m ON m.view_oid = e.view_oid;

CREATE OR REPLACE VIEW pg_catalog.sys_mv_refresh_history AS
SELECT m.owner::int AS user_id, 0 AS session_id, h.refresh_id AS transaction_id, current_database()::char(128) AS database_name,
       m.schema_name::char(128) AS schema_name, m.view_oid::bigint AS mv_id, m.mv_name::char(128) AS mv_name, h.refresh_type::char(32) AS refresh_type,
       h.status::text AS status, h.start_time, h.end_time, (extract(epoch FROM h.end_time - h.start_time) * 1000000)::bigint AS duration,
       ''::char(12) AS consumer_account, ''::char(32) AS consumer_region, ''::char(36) AS consumer_namespace
FROM rs.refresh_history AS h JOIN rs.live_mv AS m ON m.view_oid = h.view_oid;

-- A kind of 9 is a schema for Kinesis: https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_EXTERNAL_SCHEMAS.html
CREATE OR REPLACE VIEW pg_catalog.svv_external_schemas AS
SELECT n.oid AS esoid, 9::smallint AS eskind, n.nspname AS schemaname, n.nspowner::int AS esowner, ''::text AS databasename,
       format(CASE e.region WHEN '' THEN '{"IAM_ROLE":%1$s}' ELSE '{"REGION":%2$s,"IAM_ROLE":%1$s}' END, to_json(e.iam_role), to_json(e.region)) AS esoptions
FROM rs.external_schema AS e JOIN pg_namespace AS n ON n.oid = e.schema_oid;

CREATE OR REPLACE VIEW pg_catalog.svv_external_tables AS
SELECT ''::varchar AS redshift_database_name, ''::varchar AS schemaname, ''::varchar AS tablename, ''::varchar AS tabletype, ''::varchar AS location WHERE false;

CREATE OR REPLACE VIEW pg_catalog.svv_external_columns AS
SELECT ''::varchar AS redshift_database_name, ''::varchar AS schemaname, ''::varchar AS tablename, ''::varchar AS columnname, ''::varchar AS external_type,
       0 AS columnnum, 0 AS part_key, ''::varchar AS is_nullable
WHERE false;

CREATE OR REPLACE VIEW pg_catalog.svv_tables AS
SELECT current_database()::varchar AS table_catalog, n.nspname::varchar AS table_schema, c.relname::varchar AS table_name,
       CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'BASE TABLE' END::varchar AS table_type, obj_description(c.oid, 'pg_class')::varchar AS remarks
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v') AND n.nspname <> 'rs' AND has_schema_privilege(n.oid, 'USAGE');

CREATE OR REPLACE VIEW pg_catalog.svv_all_tables AS
SELECT table_catalog AS database_name, table_schema AS schema_name, table_name, CASE table_type WHEN 'BASE TABLE' THEN 'TABLE' ELSE table_type END AS table_type,
       NULL::varchar AS table_acl, remarks
FROM svv_tables;

CREATE OR REPLACE VIEW pg_catalog.svv_columns AS
SELECT c.table_catalog::varchar, c.table_schema::varchar, c.table_name::varchar, c.column_name::varchar, c.ordinal_position::int, c.column_default::varchar,
       c.is_nullable::varchar, CASE WHEN c.udt_name IN ('super', 'varbyte') THEN c.udt_name WHEN c.data_type = 'bytea' THEN 'varbyte' ELSE c.data_type END::varchar AS data_type,
       c.character_maximum_length::int, c.numeric_precision::int, c.numeric_precision_radix::int, c.numeric_scale::int, c.datetime_precision::int,
       c.interval_type::varchar, NULL::varchar AS interval_precision, NULL::varchar AS character_set_catalog, NULL::varchar AS remarks
FROM information_schema.columns AS c
WHERE c.table_schema <> 'rs';

CREATE OR REPLACE VIEW pg_catalog.svv_all_columns AS
SELECT table_catalog AS database_name, table_schema AS schema_name, table_name, column_name, ordinal_position, column_default, is_nullable, data_type,
       character_maximum_length, numeric_precision, numeric_scale, remarks
FROM svv_columns;

CREATE OR REPLACE VIEW pg_catalog.svv_all_schemas AS
SELECT current_database()::varchar AS database_name, n.nspname::varchar AS schema_name, n.nspowner::int AS schema_owner,
       CASE WHEN e.schema_oid IS NULL THEN 'local' ELSE 'external' END::varchar AS schema_type, NULL::varchar AS schema_acl, NULL::varchar AS source_database,
       NULL::varchar AS schema_option
FROM pg_namespace AS n LEFT JOIN rs.external_schema AS e ON e.schema_oid = n.oid
WHERE n.nspname <> 'rs';

CREATE OR REPLACE VIEW pg_catalog.svv_redshift_databases AS
SELECT datname::varchar AS database_name, datdba::int AS database_owner, 'local'::varchar AS database_type, NULL::varchar AS database_acl,
       ''::varchar AS database_options, 'Snapshot Isolation'::varchar AS database_isolation_level
FROM pg_database WHERE NOT datistemplate;

CREATE OR REPLACE VIEW pg_catalog.svv_table_info AS
SELECT current_database()::text AS database, n.nspname::text AS schema, c.oid AS table_id, c.relname::text AS "table", 'N'::text AS encoded, 'EVEN'::text AS diststyle,
       greatest(c.reltuples, 0)::numeric(38, 0) AS tbl_rows, pg_total_relation_size(c.oid) / 1048576 AS size
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT IN ('rs', 'pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast';

CREATE OR REPLACE VIEW pg_catalog.pg_proc_info AS
SELECT p.oid AS prooid, p.proname, p.pronamespace, p.prokind, p.proargmodes, p.proargnames, p.proallargtypes, p.proargtypes, p.prorettype, p.proretset, p.prosrc
FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname <> 'rs';

CREATE OR REPLACE FUNCTION pg_catalog.pg_get_late_binding_view_cols() RETURNS SETOF record LANGUAGE sql STABLE AS $$
  SELECT NULL::name, NULL::name, NULL::name, NULL::varchar, NULL::int WHERE false
$$;

GRANT SELECT ON pg_catalog.svv_mv_info, pg_catalog.sys_stream_scan_states, pg_catalog.sys_stream_scan_errors, pg_catalog.sys_mv_refresh_history,
  pg_catalog.svv_external_schemas, pg_catalog.svv_external_tables, pg_catalog.svv_external_columns, pg_catalog.svv_tables, pg_catalog.svv_all_tables,
  pg_catalog.svv_columns, pg_catalog.svv_all_columns, pg_catalog.svv_all_schemas, pg_catalog.svv_redshift_databases, pg_catalog.svv_table_info,
  pg_catalog.pg_proc_info TO PUBLIC;

CREATE OR REPLACE VIEW pg_catalog.svv_roles AS
SELECT oid::int AS role_id, rolname::text AS role_name, 'rdsdb'::text AS role_owner, NULL::text AS external_id
FROM pg_roles WHERE NOT rolcanlogin AND rolname !~ '^(pg|rs)_';
GRANT SELECT ON pg_catalog.svv_roles TO PUBLIC;
