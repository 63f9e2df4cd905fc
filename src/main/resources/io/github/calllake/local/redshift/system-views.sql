-- System views of Redshift: those the driver's metadata calls, Flyway and an operator of streaming views read.
-- A superuser sees every row; others see their own, or what they have some privilege on.

-- A database of an older version has views whose columns are of other types, which cannot be replaced.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('pg_catalog.sys_mv_refresh_history') AND attname = 'consumer_account' AND atttypmod = 64 + 4) THEN
    DROP VIEW pg_catalog.sys_stream_scan_states, pg_catalog.sys_stream_scan_errors, pg_catalog.sys_mv_refresh_history, pg_catalog.svv_external_schemas;
  END IF;
END
$$;

CREATE OR REPLACE VIEW pg_catalog.svv_mv_info AS
SELECT current_database()::char(128) AS database_name, schema_name::char(128) AS schema_name, pg_get_userbyid(owner)::char(128) AS user_name,
       mv_name::char(128) AS name, CASE WHEN stream IS NOT NULL THEN 't' ELSE 'u' END::char(1) AS is_stale,
       CASE WHEN incremental THEN 1 ELSE 0 END AS state, 'f'::char(1) AS autorewrite, CASE WHEN auto_refresh THEN 't' ELSE 'f' END::char(1) AS autorefresh
FROM rs.live_mv AS m
WHERE (SELECT rs.sees_all(current_user)) OR pg_get_userbyid(m.owner) = current_user;

CREATE OR REPLACE VIEW pg_catalog.sys_stream_scan_states AS
SELECT m.external_schema::char(128) AS external_schema_name, m.stream::char(255) AS stream_name, m.mv_name::char(128) AS mv_name,
       s.refresh_id AS transaction_id, s.refresh_id AS query_id, s.record_time, s.shard_id::char(128) AS partition_id,
       s.latest_position::char(128) AS latest_position, s.scanned_rows, s.skipped_rows, s.scanned_bytes,
       s.time_min AS stream_record_time_min, s.time_max AS stream_record_time_max
FROM rs.scan_state AS s JOIN rs.live_mv AS m ON m.view_oid = s.view_oid
WHERE (SELECT rs.sees_all(current_user)) OR pg_get_userbyid(m.owner) = current_user;

CREATE OR REPLACE VIEW pg_catalog.sys_stream_scan_errors AS
SELECT m.external_schema::char(128) AS external_schema_name, m.stream::char(255) AS stream_name, m.mv_name::char(128) AS mv_name,
       e.refresh_id AS transaction_id, e.refresh_id AS query_id, 'A'::char(1) AS stream_timestamp_type, e.stream_timestamp, e.record_time,
       e.shard_id::char(128) AS partition_id, e.sequence_number::char(128) AS "position", e.error_code, e.error_reason::char(128) AS error_reason
FROM rs.scan_error AS e JOIN rs.live_mv AS m ON m.view_oid = e.view_oid
WHERE (SELECT rs.sees_all(current_user)) OR pg_get_userbyid(m.owner) = current_user;

CREATE OR REPLACE VIEW pg_catalog.sys_mv_refresh_history AS
SELECT m.owner::int AS user_id, 0 AS session_id, h.refresh_id AS transaction_id, current_database()::char(128) AS database_name,
       m.schema_name::char(128) AS schema_name, m.view_oid::bigint AS mv_id, m.mv_name::char(128) AS mv_name, h.refresh_type::char(32) AS refresh_type,
       h.status::text AS status, h.start_time, h.end_time, (extract(epoch FROM h.end_time - h.start_time) * 1000000)::bigint AS duration,
       ''::char(12) AS consumer_account, ''::char(32) AS consumer_region, ''::char(36) AS consumer_namespace
FROM rs.refresh_history AS h JOIN rs.live_mv AS m ON m.view_oid = h.view_oid
WHERE (SELECT rs.sees_all(current_user)) OR pg_get_userbyid(m.owner) = current_user;

-- A kind of 9 is a schema for Kinesis: https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_EXTERNAL_SCHEMAS.html
CREATE OR REPLACE VIEW pg_catalog.svv_external_schemas AS
SELECT n.oid AS esoid, 9::smallint AS eskind, n.nspname AS schemaname, n.nspowner::int AS esowner, ''::text AS databasename,
       format(CASE e.region WHEN '' THEN '{"IAM_ROLE":%1$s}' ELSE '{"REGION":%2$s,"IAM_ROLE":%1$s}' END, to_json(e.iam_role), to_json(e.region)) AS esoptions
FROM rs.external_schema AS e JOIN pg_namespace AS n ON n.oid = e.schema_oid
WHERE has_schema_privilege(n.oid, 'USAGE');

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
WHERE c.relkind IN ('r', 'p', 'v') AND n.nspname <> 'rs' AND has_schema_privilege(n.oid, 'USAGE')
  AND (has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES') OR has_any_column_privilege(c.oid, 'SELECT, UPDATE'));

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

-- For superusers only, and others that it is granted to.
DROP VIEW IF EXISTS pg_catalog.svv_table_info;
CREATE VIEW pg_catalog.svv_table_info AS
SELECT current_database()::text AS database, n.nspname::text AS schema, c.oid::int AS table_id, c.relname::text AS "table", 'N'::text AS encoded,
       'AUTO(ALL)'::text AS diststyle, ''::text AS sortkey1, 0 AS max_varchar, ''::text AS sortkey1_enc, 0 AS sortkey_num,
       (pg_total_relation_size(c.oid) / 1048576)::bigint AS size, 0::numeric(10, 4) AS pct_used, 0::bigint AS empty, NULL::numeric(5, 2) AS unsorted,
       NULL::numeric(5, 2) AS stats_off, greatest(c.reltuples, 0)::numeric(38, 0) AS tbl_rows, NULL::numeric(19, 2) AS skew_sortkey1,
       NULL::numeric(19, 2) AS skew_rows, greatest(c.reltuples, 0)::numeric(38, 0) AS estimated_visible_rows, ''::text AS risk_event,
       NULL::numeric(12, 2) AS vacuum_sort_benefit, NULL::timestamp AS create_time
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT IN ('rs', 'pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast';
GRANT SELECT ON pg_catalog.svv_table_info TO rs_superuser;

CREATE OR REPLACE VIEW pg_catalog.pg_proc_info AS
SELECT p.oid AS prooid, p.proname, p.pronamespace, p.prokind, p.proargmodes, p.proargnames, p.proallargtypes, p.proargtypes, p.prorettype, p.proretset, p.prosrc
FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname <> 'rs';

CREATE OR REPLACE FUNCTION pg_catalog.pg_get_late_binding_view_cols() RETURNS SETOF record LANGUAGE sql STABLE AS $$
  SELECT NULL::name, NULL::name, NULL::name, NULL::varchar, NULL::int WHERE false
$$;

GRANT SELECT ON pg_catalog.svv_mv_info, pg_catalog.sys_stream_scan_states, pg_catalog.sys_stream_scan_errors, pg_catalog.sys_mv_refresh_history,
  pg_catalog.svv_external_schemas, pg_catalog.svv_external_tables, pg_catalog.svv_external_columns, pg_catalog.svv_tables, pg_catalog.svv_all_tables,
  pg_catalog.svv_columns, pg_catalog.svv_all_columns, pg_catalog.svv_all_schemas, pg_catalog.svv_redshift_databases,
  pg_catalog.pg_proc_info TO PUBLIC;

-- Users, groups, roles and what they may.

-- PostgreSQL's own of these names have other columns.
DROP VIEW IF EXISTS pg_catalog.pg_user;
CREATE VIEW pg_catalog.pg_user AS
SELECT r.rolname AS usename, r.oid::int AS usesysid, p.createdb AS usecreatedb, p.superuser AS usesuper, p.superuser AS usecatupd, '********'::text AS passwd,
       p.valid_until AS valuntil, (SELECT s.setconfig FROM pg_db_role_setting AS s JOIN pg_database AS d ON d.oid = s.setdatabase
                                   WHERE s.setrole = r.oid AND d.datname = current_database()) AS useconfig
FROM rs.principal AS p JOIN pg_roles AS r ON r.oid = p.role
WHERE p.kind = 'user';

DROP VIEW IF EXISTS pg_catalog.pg_group;
CREATE VIEW pg_catalog.pg_group AS
SELECT r.rolname AS groname, r.oid::int AS grosysid, ARRAY(SELECT m.member::int FROM pg_auth_members AS m WHERE m.roleid = r.oid ORDER BY 1) AS grolist
FROM rs.principal AS p JOIN pg_roles AS r ON r.oid = p.role
WHERE p.kind = 'group';

CREATE OR REPLACE VIEW pg_catalog.svv_user_info AS
SELECT r.rolname::text AS user_name, r.oid::int AS user_id, p.createdb, p.superuser, p.superuser AS catalog_update,
       coalesce(p.connection_limit::text, 'UNLIMITED') AS connection_limit, CASE WHEN p.superuser OR p.sees_all THEN 'UNRESTRICTED' ELSE 'RESTRICTED' END AS syslog_access,
       NULL::timestamp AS last_ddl_timestamp, coalesce(p.session_timeout, 0) AS session_timeout, NULL::text AS external_user_id
FROM rs.principal AS p JOIN pg_roles AS r ON r.oid = p.role
WHERE p.kind = 'user' AND ((SELECT rs.sees_all(current_user)) OR r.rolname = current_user);

CREATE OR REPLACE VIEW pg_catalog.svv_roles AS
SELECT r.oid::int AS role_id, r.rolname::text AS role_name, pg_get_userbyid(p.owner)::text AS role_owner, NULL::text AS external_id
FROM rs.principal AS p JOIN pg_roles AS r ON r.oid = p.role
WHERE p.kind = 'role';

CREATE OR REPLACE VIEW pg_catalog.svv_user_grants AS
SELECT u.oid::int AS user_id, u.rolname::text AS user_name, r.oid::int AS role_id, r.rolname::text AS role_name, bool_or(m.admin_option) AS admin_option
FROM pg_auth_members AS m JOIN rs.principal AS pu ON pu.role = m.member AND pu.kind = 'user' JOIN rs.principal AS pr ON pr.role = m.roleid AND pr.kind = 'role'
     JOIN pg_roles AS u ON u.oid = m.member JOIN pg_roles AS r ON r.oid = m.roleid
WHERE (SELECT rs.sees_all(current_user)) OR u.rolname = current_user
GROUP BY u.oid, u.rolname, r.oid, r.rolname;

CREATE OR REPLACE VIEW pg_catalog.svv_role_grants AS
SELECT u.oid::int AS role_id, u.rolname::text AS role_name, r.oid::int AS granted_role_id, r.rolname::text AS granted_role_name
FROM pg_auth_members AS m JOIN rs.principal AS pu ON pu.role = m.member AND pu.kind = 'role' JOIN rs.principal AS pr ON pr.role = m.roleid AND pr.kind = 'role'
     JOIN pg_roles AS u ON u.oid = m.member JOIN pg_roles AS r ON r.oid = m.roleid
WHERE (SELECT rs.sees_all(current_user)) OR pg_has_role(current_user, u.oid, 'USAGE');

-- Everybody whom a privilege can be given to; 0 is PUBLIC.
CREATE OR REPLACE VIEW rs.identity AS
SELECT p.role, r.rolname::text AS name, p.kind AS type, r.rolname = current_user OR pg_has_role(current_user, p.role, 'USAGE') AS is_mine
FROM rs.principal AS p JOIN pg_roles AS r ON r.oid = p.role
UNION ALL
SELECT 0, 'public', 'public', true;

CREATE OR REPLACE VIEW pg_catalog.svv_relation_privileges AS
SELECT n.nspname::text AS namespace_name, c.relname::text AS relation_name, a.privilege_type::text AS privilege_type, i.role::int AS identity_id,
       i.name AS identity_name, i.type AS identity_type, a.is_grantable AS admin_option
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace CROSS JOIN LATERAL aclexplode(c.relacl) AS a JOIN rs.identity AS i ON i.role = a.grantee
WHERE c.relkind IN ('r', 'p', 'v') AND n.nspname NOT IN ('rs', 'pg_catalog', 'information_schema') AND a.privilege_type NOT IN ('TRIGGER', 'MAINTAIN')
  AND (i.is_mine OR (SELECT rs.sees_all(current_user)));

CREATE OR REPLACE VIEW pg_catalog.svv_column_privileges AS
SELECT n.nspname::text AS namespace_name, c.relname::text AS relation_name, t.attname::text AS column_name, a.privilege_type::text AS privilege_type,
       i.role::int AS identity_id, i.name AS identity_name, i.type AS identity_type
FROM pg_attribute AS t JOIN pg_class AS c ON c.oid = t.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace CROSS JOIN LATERAL aclexplode(t.attacl) AS a
     JOIN rs.identity AS i ON i.role = a.grantee
WHERE t.attnum > 0 AND NOT t.attisdropped AND n.nspname NOT IN ('rs', 'pg_catalog', 'information_schema') AND (i.is_mine OR (SELECT rs.sees_all(current_user)));

CREATE OR REPLACE VIEW pg_catalog.svv_schema_privileges AS
SELECT n.nspname::text AS namespace_name, a.privilege_type::text AS privilege_type, i.role::int AS identity_id, i.name AS identity_name, i.type AS identity_type,
       a.is_grantable AS admin_option
FROM pg_namespace AS n CROSS JOIN LATERAL aclexplode(n.nspacl) AS a JOIN rs.identity AS i ON i.role = a.grantee
WHERE n.nspname NOT IN ('rs', 'pg_catalog', 'information_schema') AND (i.is_mine OR (SELECT rs.sees_all(current_user)));

GRANT SELECT ON pg_catalog.pg_user, pg_catalog.pg_group, pg_catalog.svv_user_info, pg_catalog.svv_roles, pg_catalog.svv_user_grants, pg_catalog.svv_role_grants,
  pg_catalog.svv_relation_privileges, pg_catalog.svv_column_privileges, pg_catalog.svv_schema_privileges TO PUBLIC;
