-- Streaming ingestion: external schemas, materialized views, and how far each view has read each shard.
-- A stand-in materialized view is a table mv_tbl__<name>__0 beside a plain view <name>; Redshift names its table so, too.

CREATE TABLE IF NOT EXISTS rs.external_schema (
  schema_oid oid PRIMARY KEY, region text, iam_role text NOT NULL, created timestamp NOT NULL DEFAULT now());

CREATE TABLE IF NOT EXISTS rs.mv (
  view_oid oid PRIMARY KEY, table_oid oid NOT NULL, auto_refresh boolean NOT NULL,
  -- The stream's external schema and name, and the body before and after the name of the relation it reads; NULL for a view over tables.
  external_schema text, stream text, head text, tail text,
  -- The body of a view over tables, and whether Redshift would refresh it incrementally.
  body text, incremental boolean NOT NULL DEFAULT true,
  failure_sqlstate text, failure text);
ALTER TABLE rs.mv ADD COLUMN IF NOT EXISTS incremental boolean NOT NULL DEFAULT true;

-- The materialized views that a materialized view is built on.
CREATE TABLE IF NOT EXISTS rs.mv_source (view_oid oid NOT NULL, source_oid oid NOT NULL, PRIMARY KEY (view_oid, source_oid));

-- A shard_start tells the shard from one of the same name in a stream that was deleted.
CREATE TABLE IF NOT EXISTS rs.mv_position (
  view_oid oid NOT NULL, shard_id text NOT NULL, shard_start text, sequence_number text, closed boolean NOT NULL DEFAULT false,
  PRIMARY KEY (view_oid, shard_id));
ALTER TABLE rs.mv_position ADD COLUMN IF NOT EXISTS shard_start text;

-- One number a refresh, in all that is kept about it. Handed out by the thousand: a reader takes one and counts on from it.
CREATE SEQUENCE IF NOT EXISTS rs.refresh_id INCREMENT BY 1000;

CREATE TABLE IF NOT EXISTS rs.scan_state (
  view_oid oid NOT NULL, refresh_id bigint NOT NULL, shard_id text NOT NULL, latest_position text, record_time timestamp NOT NULL, scanned_rows bigint NOT NULL,
  skipped_rows bigint NOT NULL, scanned_bytes bigint NOT NULL, time_min timestamp, time_max timestamp);
CREATE INDEX IF NOT EXISTS scan_state_view ON rs.scan_state (view_oid, refresh_id);

CREATE TABLE IF NOT EXISTS rs.scan_error (
  view_oid oid NOT NULL, refresh_id bigint NOT NULL DEFAULT 0, shard_id text NOT NULL, sequence_number text NOT NULL, stream_timestamp timestamp,
  record_time timestamp NOT NULL, error_code int NOT NULL, error_reason text NOT NULL);
ALTER TABLE rs.scan_error ADD COLUMN IF NOT EXISTS refresh_id bigint NOT NULL DEFAULT 0;

CREATE TABLE IF NOT EXISTS rs.refresh_history (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, view_oid oid NOT NULL, refresh_id bigint NOT NULL DEFAULT 0, refresh_type text NOT NULL,
  status text NOT NULL, start_time timestamp NOT NULL, end_time timestamp NOT NULL);
ALTER TABLE rs.refresh_history ADD COLUMN IF NOT EXISTS refresh_id bigint NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS refresh_history_view_refresh ON rs.refresh_history (view_oid, refresh_id);

-- What a stream looks like to a view's body. rs_utf8 and rs_json are worked out once for all views that read a batch; no body can name them.
CREATE TABLE IF NOT EXISTS rs.stream_record (
  approximate_arrival_timestamp timestamp, partition_key varchar(256), shard_id char(20), sequence_number varchar(128), refresh_time timestamp,
  kinesis_data bytea,
  rs_utf8 boolean GENERATED ALWAYS AS (is_utf8(kinesis_data)) STORED,
  rs_json super GENERATED ALWAYS AS (rs.try_json(kinesis_data)) STORED);
GRANT SELECT ON rs.stream_record TO PUBLIC;

CREATE OR REPLACE VIEW rs.live_mv AS
SELECT m.view_oid, m.table_oid, n.nspname::text AS schema_name, v.relname::text AS mv_name, tn.nspname::text AS table_schema, t.relname::text AS table_name,
       v.relowner AS owner, m.auto_refresh, m.external_schema, m.stream, m.head, m.tail, m.body, m.failure_sqlstate,
       -- It may quote a record.
       CASE WHEN rs.owns(v.oid) THEN m.failure END AS failure, m.incremental
FROM rs.mv AS m
     JOIN pg_class AS v ON v.oid = m.view_oid AND v.relkind = 'v'
     JOIN pg_namespace AS n ON n.oid = v.relnamespace
     JOIN pg_class AS t ON t.oid = m.table_oid AND t.relkind = 'r'
     JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
-- Whoever may not use a schema learns nothing of what is in it, but for what his own view or external schema is needed.
WHERE has_schema_privilege(n.oid, 'USAGE')
      OR EXISTS (SELECT FROM rs.mv_source AS s WHERE s.view_oid = m.view_oid AND rs.owns(s.source_oid))
      OR EXISTS (SELECT FROM pg_namespace AS e WHERE e.nspname = m.external_schema AND has_schema_privilege(e.oid, 'CREATE'));
GRANT SELECT ON rs.live_mv TO PUBLIC;

-- Moves a view's places in shards, if they are still where the caller thinks, and notes what was read. False where another session refreshes, changes
-- or drops the view, or has moved a place.
CREATE OR REPLACE FUNCTION rs.move(view_ oid, refresh_ bigint, automatic_ boolean, now_ timestamp, shards text[], from_start text[], from_sequence text[], from_closed boolean[],
  to_start text[], to_sequence text[], to_closed boolean[], scanned bigint[], skipped bigint[], bytes bigint[], time_min_ timestamp[], time_max_ timestamp[])
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM rs.mv WHERE view_oid = view_ AND (auto_refresh OR NOT automatic_) FOR KEY SHARE SKIP LOCKED;
  IF NOT FOUND OR NOT pg_try_advisory_xact_lock(7238416, view_::int) THEN
    RETURN false;
  END IF;
  IF EXISTS (
    SELECT FROM unnest(shards, from_start, from_sequence, from_closed) AS t(shard, start, sequence, closed)
           LEFT JOIN rs.mv_position AS p ON p.view_oid = view_ AND p.shard_id = t.shard
    WHERE p.shard_start IS DISTINCT FROM t.start OR p.sequence_number IS DISTINCT FROM t.sequence OR coalesce(p.closed, false) <> t.closed) THEN
    RETURN false;
  END IF;
  INSERT INTO rs.mv_position (view_oid, shard_id, shard_start, sequence_number, closed)
  SELECT view_, t.* FROM unnest(shards, to_start, to_sequence, to_closed) AS t
  ON CONFLICT (view_oid, shard_id) DO UPDATE
  SET shard_start = excluded.shard_start, sequence_number = excluded.sequence_number, closed = excluded.closed;
  INSERT INTO rs.scan_state (view_oid, refresh_id, shard_id, latest_position, record_time, scanned_rows, skipped_rows, scanned_bytes, time_min, time_max)
  SELECT view_, refresh_, t.shard, t.sequence, now_, t.scanned, t.skipped, t.bytes, t.time_min, t.time_max
  FROM unnest(shards, to_sequence, scanned, skipped, bytes, time_min_, time_max_) AS t(shard, sequence, scanned, skipped, bytes, time_min, time_max);
  RETURN true;
END
$$;

CREATE OR REPLACE FUNCTION rs.is_external(text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
  RETURN EXISTS (SELECT 1 FROM rs.external_schema AS e JOIN pg_namespace AS n ON n.oid = e.schema_oid WHERE n.nspname = $1);

CREATE OR REPLACE FUNCTION rs.register_external_schema(name_ text, region_ text, role_ text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO rs.external_schema (schema_oid, region, iam_role) SELECT oid, region_, role_ FROM pg_namespace WHERE nspname = name_ AND pg_has_role(rs.me(), nspowner, 'USAGE')
$$;

CREATE OR REPLACE FUNCTION rs.create_external_schema(name_ text, region_ text, role_ text, if_not_exists boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_namespace WHERE nspname = name_) THEN
    IF NOT if_not_exists THEN
      RAISE EXCEPTION 'schema "%" already exists', name_ USING ERRCODE = '42P06';
    END IF;
    RETURN;
  END IF;
  EXECUTE format('CREATE SCHEMA %I', name_);
  PERFORM rs.register_external_schema(name_, region_, role_);
END
$$;

CREATE OR REPLACE FUNCTION rs.refuse_alter_external_schema(name_ text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = name_) THEN
    RAISE EXCEPTION 'schema "%" does not exist', name_ USING ERRCODE = '3F000';
  END IF;
  RAISE EXCEPTION 'ALTER EXTERNAL SCHEMA is not supported for schema "%", which is not from DATA CATALOG, KAFKA or MSK', name_ USING ERRCODE = '0A000';
END
$$;

CREATE OR REPLACE FUNCTION rs.register_mv(view_ oid, table_ oid, auto_refresh_ boolean, external_ text, stream_ text, head_ text, tail_ text, body_ text,
  incremental_ boolean, sources_ oid[])
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO rs.mv (view_oid, table_oid, auto_refresh, external_schema, stream, head, tail, body, incremental)
  SELECT view_, table_, auto_refresh_, external_, stream_, head_, tail_, body_, incremental_ WHERE rs.owns(view_) AND rs.owns(table_);
  INSERT INTO rs.mv_source (view_oid, source_oid) SELECT DISTINCT view_, s FROM unnest(sources_) AS s WHERE rs.owns(view_);
$$;

CREATE OR REPLACE FUNCTION rs.refuse_mv_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'cannot % a materialized view', CASE TG_OP WHEN 'INSERT' THEN 'insert into' WHEN 'DELETE' THEN 'delete from' ELSE 'update' END
    USING ERRCODE = '42809';
END
$$;

CREATE OR REPLACE FUNCTION rs.check_mv_name(target_schema text, name_ text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF octet_length(name_) > 127 THEN
    RAISE EXCEPTION 'the name of a materialized view is longer than 127 bytes' USING ERRCODE = '42622';
  END IF;
  IF octet_length(name_) > 52 THEN
    -- Its table's name would be cut.
    RAISE EXCEPTION 'not emulated locally: a name of more than 52 bytes for a materialized view' USING ERRCODE = '0A000';
  END IF;
  IF rs.is_external(target_schema) THEN
    RAISE EXCEPTION 'a materialized view cannot be created in the external schema "%"', target_schema USING ERRCODE = '0A000';
  END IF;
  IF to_regclass(format('%I.%I', target_schema, name_)) IS NOT NULL THEN
    RAISE EXCEPTION 'relation "%" already exists', name_ USING ERRCODE = '42P07';
  END IF;
END
$$;

-- The relations and functions that a query names, told by a view that is there for as long as this runs.
CREATE OR REPLACE FUNCTION rs.check_mv_query(target_schema text, name_ text, query text, auto_refresh_ boolean) RETURNS oid[] LANGUAGE plpgsql AS $$
DECLARE
  probe text := format('%I.%I', target_schema, 'mv_chk__' || name_);
  refused text;
  sources oid[];
BEGIN
  BEGIN
    EXECUTE format('CREATE VIEW %s AS %s', probe, query);
  EXCEPTION WHEN invalid_table_definition THEN
    -- PostgreSQL's words for a view that would have to be temporary.
    IF SQLERRM LIKE '%temporary%' THEN
      RAISE EXCEPTION 'temporary tables are not supported in materialized views' USING ERRCODE = '0A000';
    END IF;
    RAISE;
  END;
  SELECT p.proname INTO refused
  FROM pg_rewrite AS r JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_proc'::regclass
       JOIN pg_proc AS p ON p.oid = d.refobjid
  WHERE r.ev_class = probe::regclass AND p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'rs'::regnamespace) LIMIT 1;
  IF refused IS NOT NULL THEN
    RAISE EXCEPTION 'the user-defined function % is not supported in materialized views', refused USING ERRCODE = '0A000';
  END IF;
  SELECT array_agg(DISTINCT d.refobjid) INTO sources
  FROM pg_rewrite AS r JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
  WHERE r.ev_class = probe::regclass AND d.refobjid <> r.ev_class;
  EXECUTE format('DROP VIEW %s', probe);
  sources := array_remove(coalesce(sources, '{}'), 'rs.stream_record'::regclass::oid);
  PERFORM rs.check_mv_source(source_, auto_refresh_) FROM unnest(sources) AS source_;
  RETURN ARRAY(SELECT s FROM unnest(sources) AS s WHERE EXISTS (SELECT FROM rs.live_mv WHERE view_oid = s));
END
$$;

CREATE OR REPLACE FUNCTION rs.check_mv_source(source_ oid, auto_refresh_ boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  c pg_class;
BEGIN
  SELECT * INTO c FROM pg_class WHERE oid = source_;
  IF c.relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'rs'::regnamespace) THEN
    RAISE EXCEPTION 'the system table or view "%" is not supported in materialized views', c.relname USING ERRCODE = '0A000';
  ELSIF EXISTS (SELECT FROM rs.live_mv WHERE view_oid = source_) THEN
    IF auto_refresh_ THEN
      RAISE EXCEPTION 'AUTO REFRESH is not supported for a materialized view defined on another materialized view' USING ERRCODE = '0A000';
    END IF;
  ELSIF c.relkind = 'v' THEN
    RAISE EXCEPTION 'a materialized view cannot be defined on the view "%"', c.relname USING ERRCODE = '0A000';
  END IF;
END
$$;

-- Sources: every relation the body reads, schema '' where none is written.
CREATE OR REPLACE FUNCTION rs.create_mv(schema_ text, name_ text, auto_refresh_ boolean, incremental_ boolean, keys text[], source_schemas text[],
  source_names text[], shape_problem text, stream_problem text, head_ text, tail_ text, body_ text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  target_schema text := coalesce(nullif(schema_, ''), current_schema());
  target_table text := format('mv_tbl__%s__0', name_);
  streaming boolean := EXISTS (SELECT FROM unnest(source_schemas) AS s WHERE rs.is_external(s));
  sources oid[];
  key_ text;
  view_ oid;
  table_ oid;
BEGIN
  PERFORM rs.check_mv_name(target_schema, name_);
  IF EXISTS (SELECT FROM unnest(source_schemas) AS s WHERE s IN ('pg_catalog', 'information_schema')) THEN
    RAISE EXCEPTION 'system tables and views are not supported in materialized views' USING ERRCODE = '0A000';
  END IF;
  IF streaming THEN
    FOR key_ IN SELECT s FROM unnest(source_schemas) AS s WHERE CASE WHEN rs.is_external(s) THEN NOT has_schema_privilege(s, 'USAGE') END LOOP
      RAISE EXCEPTION 'permission denied for schema %', key_ USING ERRCODE = '42501';
    END LOOP;
    IF shape_problem LIKE 'not emulated locally: %' THEN
      RAISE EXCEPTION '%', shape_problem USING ERRCODE = '0A000';
    ELSIF shape_problem <> '' THEN
      RAISE EXCEPTION 'Materialized view over stream could not be created, reason: %', shape_problem USING ERRCODE = '0A000';
    ELSIF stream_problem <> '' THEN
      RAISE EXCEPTION 'Materialized view over stream could not be created, reason: %', stream_problem USING ERRCODE = 'XX000';
    END IF;
    sources := rs.check_mv_query(target_schema, name_, head_ || ' rs.stream_record ' || tail_, auto_refresh_);
    -- Rows stay unpacked as long as they fit a page: each path into a packed SUPER value would unpack it.
    EXECUTE format('CREATE TABLE %I.%I WITH (toast_tuple_target = 8160) AS %s rs.stream_record %s WITH NO DATA', target_schema, target_table, head_, tail_);
  ELSE
    sources := rs.check_mv_query(target_schema, name_, body_, auto_refresh_);
    IF auto_refresh_ THEN
      RAISE EXCEPTION 'not emulated locally: AUTO REFRESH of a materialized view that reads no stream' USING ERRCODE = '0A000';
    END IF;
    EXECUTE format('CREATE TABLE %I.%I AS %s', target_schema, target_table, body_);
  END IF;
  table_ := format('%I.%I', target_schema, target_table)::regclass;
  PERFORM rs.check_mv_keys(table_, keys);
  EXECUTE format('CREATE VIEW %I.%I AS SELECT * FROM %I.%I', target_schema, name_, target_schema, target_table);
  view_ := format('%I.%I', target_schema, name_)::regclass;
  -- The one for rows makes PostgreSQL heed the one for statements, which fires where no row is touched, too.
  EXECUTE format('CREATE TRIGGER refuse_row INSTEAD OF INSERT OR UPDATE %s ON %I.%I FOR EACH ROW EXECUTE FUNCTION rs.refuse_mv_write()',
    CASE WHEN streaming THEN '' ELSE 'OR DELETE' END, target_schema, name_);
  EXECUTE format('CREATE TRIGGER refuse_statement BEFORE INSERT OR UPDATE %s ON %I.%I FOR EACH STATEMENT EXECUTE FUNCTION rs.refuse_mv_write()',
    CASE WHEN streaming THEN '' ELSE 'OR DELETE' END, target_schema, name_);
  IF streaming THEN
    PERFORM rs.register_mv(view_, table_, auto_refresh_, source_schemas[1], source_names[1], head_, tail_, NULL, true, sources);
  ELSE
    PERFORM rs.register_mv(view_, table_, auto_refresh_, NULL, NULL, NULL, NULL, body_, incremental_, sources);
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION rs.check_mv_keys(table_ oid, keys text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  key_ text;
BEGIN
  FOREACH key_ IN ARRAY keys LOOP
    IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = table_ AND attname = key_ AND attnum > 0 AND NOT attisdropped) THEN
      RAISE EXCEPTION 'column "%" named in the distribution or sort key does not exist', key_ USING ERRCODE = '42703';
    END IF;
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = table_ AND attname = key_ AND atttypid IN ('super'::regtype, 'bytea'::regtype)) THEN
      RAISE EXCEPTION 'column "%" of type super or varbyte cannot be a distribution or sort key', key_ USING ERRCODE = '0A000';
    END IF;
  END LOOP;
END
$$;

-- The materialized view a name stands for, on the caller's search path; NULL where it is none.
CREATE OR REPLACE FUNCTION rs.find_mv(schema_ text, name_ text) RETURNS oid LANGUAGE sql STABLE AS $$
  SELECT view_oid FROM rs.live_mv
  WHERE view_oid = to_regclass(CASE WHEN schema_ = '' THEN format('%I', name_) ELSE format('%I.%I', schema_, name_) END)
$$;

CREATE OR REPLACE FUNCTION rs.need_mv(schema_ text, name_ text) RETURNS oid LANGUAGE plpgsql STABLE AS $$
DECLARE
  found_ oid := rs.find_mv(schema_, name_);
BEGIN
  IF found_ IS NULL THEN
    RAISE EXCEPTION 'materialized view "%" does not exist', name_ USING ERRCODE = '42P01';
  END IF;
  RETURN found_;
END
$$;

CREATE OR REPLACE FUNCTION rs.check_owner(view_ oid) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT pg_has_role((SELECT relowner FROM pg_class WHERE oid = view_), 'USAGE') THEN
    RAISE EXCEPTION 'must be owner of materialized view %', (SELECT relname FROM pg_class WHERE oid = view_) USING ERRCODE = '42501';
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION rs.forget_mv(view_ oid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  DELETE FROM rs.mv_position WHERE view_oid = view_ AND rs.owns(view_);
  DELETE FROM rs.mv_source WHERE view_oid = view_ AND rs.owns(view_);
  DELETE FROM rs.mv WHERE view_oid = view_ AND rs.owns(view_);
$$;

CREATE OR REPLACE FUNCTION rs.drop_mv(schema_ text, name_ text, if_exists boolean, cascade_ boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  view_ oid;
  mv record;
  dependent record;
BEGIN
  view_ := rs.find_mv(schema_, name_);
  IF view_ IS NULL AND if_exists THEN
    RETURN;
  END IF;
  view_ := rs.need_mv(schema_, name_);
  PERFORM rs.check_owner(view_);
  SELECT * INTO mv FROM rs.live_mv WHERE view_oid = view_;
  FOR dependent IN SELECT m.* FROM rs.mv_source AS s JOIN rs.live_mv AS m ON m.view_oid = s.view_oid WHERE s.source_oid = view_ LOOP
    IF NOT cascade_ THEN
      RAISE EXCEPTION 'cannot drop materialized view % because other objects depend on it', name_
        USING ERRCODE = '2BP01', DETAIL = format('materialized view %s depends on it', dependent.mv_name),
          HINT = 'Use DROP ... CASCADE to drop the dependent objects too.';
    END IF;
    PERFORM rs.drop_mv(dependent.schema_name, dependent.mv_name, true, true);
  END LOOP;
  -- First the row that ingestion locks first, so that the two never wait for each other.
  PERFORM rs.forget_mv(view_);
  EXECUTE format('DROP VIEW %I.%I %s', mv.schema_name, mv.mv_name, CASE WHEN cascade_ THEN 'CASCADE' ELSE 'RESTRICT' END);
  EXECUTE format('DROP TABLE %I.%I', mv.table_schema, mv.table_name);
END
$$;

CREATE OR REPLACE FUNCTION rs.set_auto_refresh(view_ oid, on_ boolean) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  UPDATE rs.mv SET auto_refresh = on_ WHERE view_oid = view_ AND rs.owns(view_)
$$;

CREATE OR REPLACE FUNCTION rs.alter_mv(schema_ text, name_ text, auto_refresh_ boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  view_ oid := rs.need_mv(schema_, name_);
BEGIN
  PERFORM rs.check_owner(view_);
  IF auto_refresh_ AND (SELECT stream FROM rs.live_mv WHERE view_oid = view_) IS NULL THEN
    RAISE EXCEPTION 'not emulated locally: AUTO REFRESH of a materialized view that reads no stream' USING ERRCODE = '0A000';
  END IF;
  PERFORM rs.set_auto_refresh(view_, auto_refresh_);
END
$$;

CREATE OR REPLACE FUNCTION rs.alter_mv_keys(schema_ text, name_ text, keys text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  view_ oid := rs.need_mv(schema_, name_);
BEGIN
  PERFORM rs.check_owner(view_);
  PERFORM rs.check_mv_keys((SELECT table_oid FROM rs.live_mv WHERE view_oid = view_), keys);
END
$$;

CREATE OR REPLACE FUNCTION rs.note_refresh(view_ oid, type_ text, status_ text, start_ timestamp) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO rs.refresh_history (view_oid, refresh_id, refresh_type, status, start_time, end_time)
  SELECT view_, nextval('rs.refresh_id'), type_, status_, start_, clock_timestamp()::timestamp WHERE rs.owns(view_)
$$;

-- A stream has been read when this runs (the front does it before); here its outcome is told. A view over tables is computed anew; with CASCADE after
-- those that it is built on.
CREATE OR REPLACE FUNCTION rs.refresh_mv(schema_ text, name_ text, cascade_ boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM rs.refresh_one(rs.need_mv(schema_, name_), cascade_);
END
$$;

CREATE OR REPLACE FUNCTION rs.refresh_one(view_ oid, cascade_ boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  started timestamp := clock_timestamp();
  mv record;
  source_ oid;
BEGIN
  PERFORM rs.check_owner(view_);
  SELECT * INTO mv FROM rs.live_mv WHERE view_oid = view_;
  IF mv.stream IS NOT NULL THEN
    IF (SELECT xmin FROM pg_class WHERE oid = view_) = pg_current_xact_id_if_assigned()::xid THEN
      RAISE EXCEPTION 'not emulated locally: REFRESH in the transaction that created the materialized view' USING ERRCODE = '0A000';
    END IF;
    IF mv.failure_sqlstate IS NOT NULL THEN
      RAISE EXCEPTION '%', mv.failure USING ERRCODE = mv.failure_sqlstate;
    END IF;
    RETURN;
  END IF;
  IF cascade_ THEN
    FOR source_ IN SELECT s.source_oid FROM rs.mv_source AS s JOIN rs.live_mv AS m ON m.view_oid = s.source_oid WHERE s.view_oid = view_ ORDER BY 1 LOOP
      PERFORM rs.refresh_one(source_, true);
    END LOOP;
  END IF;
  EXECUTE format('DELETE FROM %I.%I', mv.table_schema, mv.table_name);
  EXECUTE format('INSERT INTO %I.%I %s', mv.table_schema, mv.table_name, mv.body);
  PERFORM rs.note_refresh(view_, 'Manual',
    CASE WHEN mv.incremental THEN 'Refresh successfully updated MV incrementally' ELSE 'Refresh successfully recomputed MV from scratch' END, started);
END
$$;
GRANT SELECT ON rs.mv_source TO PUBLIC;

CREATE OR REPLACE FUNCTION rs.truncate(schema_ text, name_ text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  view_ oid := rs.find_mv(schema_, name_);
BEGIN
  IF view_ IS NULL THEN
    EXECUTE CASE WHEN schema_ = '' THEN format('TRUNCATE %I', name_) ELSE format('TRUNCATE %I.%I', schema_, name_) END;
  ELSIF (SELECT stream FROM rs.live_mv WHERE view_oid = view_) IS NULL THEN
    RAISE EXCEPTION 'cannot truncate a materialized view' USING ERRCODE = '42809';
  ELSE
    PERFORM rs.check_owner(view_);
    EXECUTE (SELECT format('TRUNCATE %I.%I', table_schema, table_name) FROM rs.live_mv WHERE view_oid = view_);
  END IF;
END
$$;

-- ALTER TABLE .. APPEND FROM. The source may be a table or a streaming view; its rows move.
CREATE OR REPLACE FUNCTION rs.append(target_schema text, target_name text, source_schema text, source_name text, ignore_extra boolean, fill_target boolean)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  target regclass := rs.need_table(target_schema, target_name);
  view_ oid := rs.find_mv(source_schema, source_name);
  source regclass;
  name_ text;
  source_type text;
  target_type text;
  columns_ text;
BEGIN
  IF view_ IS NOT NULL THEN
    IF (SELECT stream FROM rs.live_mv WHERE view_oid = view_) IS NULL THEN
      RAISE EXCEPTION 'ALTER TABLE APPEND is supported from a materialized view only if it is over a stream' USING ERRCODE = '0A000';
    END IF;
    source := (SELECT table_oid FROM rs.live_mv WHERE view_oid = view_);
  ELSE
    source := rs.need_table(source_schema, source_name);
  END IF;
  EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', source);
  SELECT attname, format_type(s.atttypid, s.atttypmod), format_type(t.atttypid, t.atttypmod) INTO name_, source_type, target_type
  FROM rs.columns(source) AS s JOIN rs.columns(target) AS t USING (attname)
  -- A view's text without a length is of a length that is not known here.
  WHERE (s.atttypid, s.attnotnull) <> (t.atttypid, t.attnotnull) OR (s.atttypmod <> t.atttypmod AND s.atttypmod <> -1) LIMIT 1;
  IF name_ IS NOT NULL THEN
    RAISE EXCEPTION 'column "%" has other attributes in the source of ALTER TABLE APPEND than in its target', name_
      USING ERRCODE = '42804', DETAIL = format('It is %s in the source and %s in the target.', source_type, target_type);
  END IF;
  SELECT attname INTO name_ FROM rs.columns(source) WHERE attname NOT IN (SELECT attname FROM rs.columns(target)) LIMIT 1;
  IF name_ IS NOT NULL AND NOT ignore_extra THEN
    RAISE EXCEPTION 'column "%" of the source of ALTER TABLE APPEND is not in its target: say IGNOREEXTRA to leave it out', name_ USING ERRCODE = '42703';
  END IF;
  SELECT attname INTO name_ FROM rs.columns(target) WHERE attname NOT IN (SELECT attname FROM rs.columns(source)) LIMIT 1;
  IF name_ IS NOT NULL AND NOT fill_target THEN
    RAISE EXCEPTION 'column "%" of the target of ALTER TABLE APPEND is not in its source: say FILLTARGET to fill it', name_ USING ERRCODE = '42703';
  END IF;
  SELECT string_agg(quote_ident(attname), ', ') INTO columns_ FROM rs.columns(source) AS s JOIN rs.columns(target) AS t USING (attname);
  EXECUTE format('INSERT INTO %s (%s) SELECT %s FROM %s', target, columns_, columns_, source);
  EXECUTE format('TRUNCATE %s', source);
END
$$;

CREATE OR REPLACE FUNCTION rs.columns(relation oid) RETURNS SETOF pg_attribute LANGUAGE sql STABLE AS $$
  SELECT * FROM pg_attribute WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped
$$;

-- A permanent table.
CREATE OR REPLACE FUNCTION rs.need_table(schema_ text, name_ text) RETURNS regclass LANGUAGE plpgsql STABLE AS $$
DECLARE
  found_ regclass := to_regclass(CASE WHEN schema_ = '' THEN format('%I', name_) ELSE format('%I.%I', schema_, name_) END);
BEGIN
  IF found_ IS NULL THEN
    RAISE EXCEPTION 'relation "%" does not exist', name_ USING ERRCODE = '42P01';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_class WHERE oid = found_ AND relkind = 'r' AND relpersistence <> 't') THEN
    RAISE EXCEPTION '"%" is not a permanent table', name_ USING ERRCODE = '42809';
  END IF;
  RETURN found_;
END
$$;

CREATE OR REPLACE FUNCTION rs.refuse_drop_view(schema_ text, name_ text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF rs.find_mv(schema_, name_) IS NOT NULL THEN
    RAISE EXCEPTION '"%" is a materialized view', name_ USING ERRCODE = '42809', HINT = 'Use DROP MATERIALIZED VIEW';
  END IF;
END
$$;

-- Views over a stream depend on its external schema, those in a schema on that.
CREATE OR REPLACE FUNCTION rs.drop_schema(name_ text, if_exists boolean, cascade_ boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  mv record;
BEGIN
  FOR mv IN SELECT * FROM rs.live_mv WHERE external_schema = name_ OR schema_name = name_ LOOP
    IF NOT cascade_ THEN
      RAISE EXCEPTION 'cannot drop schema % because other objects depend on it', name_
        USING ERRCODE = '2BP01', DETAIL = format('materialized view %s.%s depends on it', mv.schema_name, mv.mv_name),
          HINT = 'Use DROP ... CASCADE to drop the dependent objects too.';
    END IF;
    PERFORM rs.drop_mv(mv.schema_name, mv.mv_name, true, true);
  END LOOP;
  EXECUTE format('DROP SCHEMA %s %I %s', CASE WHEN if_exists THEN 'IF EXISTS' ELSE '' END, name_, CASE WHEN cascade_ THEN 'CASCADE' ELSE 'RESTRICT' END);
  PERFORM rs.forget_external_schemas();
END
$$;

CREATE OR REPLACE FUNCTION rs.forget_external_schemas() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  DELETE FROM rs.external_schema AS e WHERE NOT EXISTS (SELECT FROM pg_namespace AS n WHERE n.oid = e.schema_oid)
$$;
