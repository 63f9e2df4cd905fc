-- Streaming ingestion: external schemas, materialized views, and how far each view has read each shard.
-- A stand-in materialized view is a table mv_tbl__<name>__0 beside a plain view <name>; Redshift names its table so, too.

CREATE TABLE IF NOT EXISTS rs.external_schema (
  schema_oid oid PRIMARY KEY, region text, iam_role text NOT NULL, created timestamp NOT NULL DEFAULT now());

CREATE TABLE IF NOT EXISTS rs.mv (
  view_oid oid PRIMARY KEY, table_oid oid NOT NULL, auto_refresh boolean NOT NULL,
  -- The stream's external schema and name, and the body before and after the name of the relation it reads; NULL for a view over tables.
  external_schema text, stream text, head text, tail text,
  -- The body of a view over tables.
  body text,
  failure_sqlstate text, failure text);

CREATE TABLE IF NOT EXISTS rs.mv_position (
  view_oid oid NOT NULL, shard_id text NOT NULL, sequence_number text, closed boolean NOT NULL DEFAULT false,
  record_time timestamp, scanned_rows bigint, skipped_rows bigint, scanned_bytes bigint, time_min timestamp, time_max timestamp,
  PRIMARY KEY (view_oid, shard_id));

CREATE TABLE IF NOT EXISTS rs.scan_error (
  view_oid oid NOT NULL, shard_id text NOT NULL, sequence_number text NOT NULL, stream_timestamp timestamp, record_time timestamp NOT NULL DEFAULT now(),
  error_code int NOT NULL, error_reason text NOT NULL);

CREATE TABLE IF NOT EXISTS rs.refresh_history (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, view_oid oid NOT NULL, refresh_type text NOT NULL, status text NOT NULL,
  start_time timestamp NOT NULL, end_time timestamp NOT NULL);
CREATE INDEX IF NOT EXISTS refresh_history_view ON rs.refresh_history (view_oid, id);

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
       CASE WHEN rs.owns(v.oid) THEN m.failure END AS failure
FROM rs.mv AS m
     JOIN pg_class AS v ON v.oid = m.view_oid AND v.relkind = 'v'
     JOIN pg_namespace AS n ON n.oid = v.relnamespace
     JOIN pg_class AS t ON t.oid = m.table_oid AND t.relkind = 'r'
     JOIN pg_namespace AS tn ON tn.oid = t.relnamespace;
GRANT SELECT ON rs.live_mv TO PUBLIC;

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

CREATE OR REPLACE FUNCTION rs.register_mv(view_ oid, table_ oid, auto_refresh_ boolean, external_ text, stream_ text, head_ text, tail_ text, body_ text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO rs.mv (view_oid, table_oid, auto_refresh, external_schema, stream, head, tail, body)
  SELECT view_, table_, auto_refresh_, external_, stream_, head_, tail_, body_ WHERE rs.owns(view_) AND rs.owns(table_)
$$;

CREATE OR REPLACE FUNCTION rs.refuse_mv_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'cannot % a materialized view', CASE TG_OP WHEN 'INSERT' THEN 'insert into' ELSE 'update' END USING ERRCODE = '42809';
END
$$;

-- Sources: every relation the body reads, schema '' where none is written.
CREATE OR REPLACE FUNCTION rs.create_mv(schema_ text, name_ text, auto_refresh_ boolean, keys text[], source_schemas text[], source_names text[],
  shape_problem text, stream_problem text, head_ text, tail_ text, body_ text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  target_schema text := coalesce(nullif(schema_, ''), current_schema());
  target_table text := format('mv_tbl__%s__0', name_);
  streaming boolean := EXISTS (SELECT FROM unnest(source_schemas) AS s WHERE rs.is_external(s));
  view_ oid;
  table_ oid;
  key_ text;
BEGIN
  IF to_regclass(format('%I.%I', target_schema, name_)) IS NOT NULL THEN
    RAISE EXCEPTION 'relation "%" already exists', name_ USING ERRCODE = '42P07';
  END IF;
  IF streaming THEN
    FOR key_ IN SELECT s FROM unnest(source_schemas) AS s WHERE rs.is_external(s) AND NOT has_schema_privilege(s, 'USAGE') LOOP
      RAISE EXCEPTION 'permission denied for schema %', key_ USING ERRCODE = '42501';
    END LOOP;
    IF shape_problem <> '' THEN
      RAISE EXCEPTION 'Materialized view over stream could not be created, reason: %', shape_problem USING ERRCODE = '0A000';
    END IF;
    IF stream_problem <> '' THEN
      RAISE EXCEPTION 'Materialized view over stream could not be created, reason: %', stream_problem USING ERRCODE = 'XX000';
    END IF;
    -- Rows stay unpacked as long as they fit a page: each path into a packed SUPER value would unpack it.
    EXECUTE format('CREATE TABLE %I.%I WITH (toast_tuple_target = 8160) AS %s rs.stream_record %s WITH NO DATA', target_schema, target_table, head_, tail_);
  ELSE
    PERFORM rs.check_mv_sources(source_schemas, source_names, auto_refresh_);
    EXECUTE format('CREATE TABLE %I.%I AS %s', target_schema, target_table, body_);
  END IF;
  table_ := format('%I.%I', target_schema, target_table)::regclass;
  FOREACH key_ IN ARRAY keys LOOP
    IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = table_ AND attname = key_ AND attnum > 0) THEN
      RAISE EXCEPTION 'column "%" named in the distribution or sort key does not exist', key_ USING ERRCODE = '42703';
    END IF;
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = table_ AND attname = key_ AND atttypid IN ('super'::regtype, 'bytea'::regtype)) THEN
      RAISE EXCEPTION 'column "%" of type super or varbyte cannot be a distribution or sort key', key_ USING ERRCODE = '0A000';
    END IF;
  END LOOP;
  EXECUTE format('CREATE VIEW %I.%I AS SELECT * FROM %I.%I', target_schema, name_, target_schema, target_table);
  view_ := format('%I.%I', target_schema, name_)::regclass;
  -- The one for rows makes PostgreSQL heed the one for statements, which fires where no row is touched, too.
  EXECUTE format('CREATE TRIGGER refuse_row INSTEAD OF INSERT OR UPDATE ON %I.%I FOR EACH ROW EXECUTE FUNCTION rs.refuse_mv_write()', target_schema, name_);
  EXECUTE format('CREATE TRIGGER refuse_statement BEFORE INSERT OR UPDATE ON %I.%I FOR EACH STATEMENT EXECUTE FUNCTION rs.refuse_mv_write()', target_schema, name_);
  IF streaming THEN
    PERFORM rs.register_mv(view_, table_, auto_refresh_, source_schemas[1], source_names[1], head_, tail_, NULL);
  ELSE
    PERFORM rs.register_mv(view_, table_, auto_refresh_, NULL, NULL, NULL, NULL, body_);
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION rs.check_mv_sources(source_schemas text[], source_names text[], auto_refresh_ boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  source_ oid;
  is_mv boolean;
BEGIN
  FOR i IN 1 .. coalesce(cardinality(source_names), 0) LOOP
    source_ := to_regclass(CASE WHEN source_schemas[i] = '' THEN format('%I', source_names[i]) ELSE format('%I.%I', source_schemas[i], source_names[i]) END);
    is_mv := EXISTS (SELECT FROM rs.live_mv WHERE view_oid = source_);
    IF is_mv AND auto_refresh_ THEN
      RAISE EXCEPTION 'AUTO REFRESH is not supported for a materialized view defined on another materialized view' USING ERRCODE = '0A000';
    END IF;
    IF NOT is_mv AND EXISTS (SELECT FROM pg_class WHERE oid = source_ AND relkind = 'v') THEN
      RAISE EXCEPTION 'a materialized view cannot be defined on the view "%"', source_names[i] USING ERRCODE = '0A000';
    END IF;
  END LOOP;
  IF auto_refresh_ THEN
    RAISE EXCEPTION 'not emulated locally: AUTO REFRESH of a materialized view that reads no stream' USING ERRCODE = '0A000';
  END IF;
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
  DELETE FROM rs.mv WHERE view_oid = view_ AND rs.owns(view_);
$$;

CREATE OR REPLACE FUNCTION rs.drop_mv(schema_ text, name_ text, if_exists boolean, cascade_ boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  view_ oid;
  mv record;
BEGIN
  view_ := rs.find_mv(schema_, name_);
  IF view_ IS NULL AND if_exists THEN
    RETURN;
  END IF;
  view_ := rs.need_mv(schema_, name_);
  PERFORM rs.check_owner(view_);
  SELECT * INTO mv FROM rs.live_mv WHERE view_oid = view_;
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

CREATE OR REPLACE FUNCTION rs.note_refresh(view_ oid, type_ text, status_ text, start_ timestamp) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO rs.refresh_history (view_oid, refresh_type, status, start_time, end_time)
  SELECT view_, type_, status_, start_, clock_timestamp()::timestamp WHERE rs.owns(view_)
$$;

-- A stream has been read when this runs (the front does it before); here its outcome is told. A view over tables is computed anew.
CREATE OR REPLACE FUNCTION rs.refresh_mv(schema_ text, name_ text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  view_ oid := rs.need_mv(schema_, name_);
  started timestamp := clock_timestamp();
  mv record;
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
  EXECUTE format('DELETE FROM %I.%I', mv.table_schema, mv.table_name);
  EXECUTE format('INSERT INTO %I.%I %s', mv.table_schema, mv.table_name, mv.body);
  PERFORM rs.note_refresh(view_, 'Manual', 'Refresh successfully recomputed MV from scratch', started);
END
$$;

CREATE OR REPLACE FUNCTION rs.truncate(schema_ text, name_ text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  view_ oid := rs.find_mv(schema_, name_);
BEGIN
  IF view_ IS NULL THEN
    EXECUTE CASE WHEN schema_ = '' THEN format('TRUNCATE %I', name_) ELSE format('TRUNCATE %I.%I', schema_, name_) END;
  ELSE
    PERFORM rs.check_owner(view_);
    EXECUTE (SELECT format('TRUNCATE %I.%I', table_schema, table_name) FROM rs.live_mv WHERE view_oid = view_);
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION rs.refuse_drop_view(schema_ text, name_ text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF rs.find_mv(schema_, name_) IS NOT NULL THEN
    RAISE EXCEPTION '"%" is a materialized view', name_ USING ERRCODE = '42809', HINT = 'Use DROP MATERIALIZED VIEW';
  END IF;
END
$$;

-- Views over a stream depend on its external schema.
CREATE OR REPLACE FUNCTION rs.drop_schema(name_ text, if_exists boolean, cascade_ boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  mv record;
BEGIN
  IF rs.is_external(name_) THEN
    FOR mv IN SELECT * FROM rs.live_mv WHERE external_schema = name_ LOOP
      IF NOT cascade_ THEN
        RAISE EXCEPTION 'cannot drop schema % because other objects depend on it', name_
          USING ERRCODE = '2BP01', HINT = 'Use DROP ... CASCADE to drop the dependent objects too.';
      END IF;
      PERFORM rs.drop_mv(mv.schema_name, mv.mv_name, true, true);
    END LOOP;
  END IF;
  EXECUTE format('DROP SCHEMA %s %I %s', CASE WHEN if_exists THEN 'IF EXISTS' ELSE '' END, name_, CASE WHEN cascade_ THEN 'CASCADE' ELSE 'RESTRICT' END);
END
$$;
