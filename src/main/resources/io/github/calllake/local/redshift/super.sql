-- The type SUPER: jsonb's storage and input under its own name and OID, so that no jsonb operator or implicit cast applies to it.
-- Casts out of it are lax, as in Redshift (cast_super_null_on_error = on): what does not fit is NULL.

CREATE SCHEMA IF NOT EXISTS rs;
GRANT USAGE ON SCHEMA rs TO PUBLIC;

DO $$
BEGIN
  IF to_regtype('pg_catalog.super') IS NULL THEN
    CREATE TYPE pg_catalog.super;
    CREATE FUNCTION pg_catalog.super_in(cstring) RETURNS pg_catalog.super LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'jsonb_in';
    CREATE FUNCTION pg_catalog.super_out(pg_catalog.super) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'jsonb_out';
    CREATE FUNCTION pg_catalog.super_recv(internal) RETURNS pg_catalog.super LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'jsonb_recv';
    CREATE FUNCTION pg_catalog.super_send(pg_catalog.super) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'jsonb_send';
    CREATE TYPE pg_catalog.super (INPUT = pg_catalog.super_in, OUTPUT = pg_catalog.super_out, RECEIVE = pg_catalog.super_recv,
      SEND = pg_catalog.super_send, INTERNALLENGTH = variable, ALIGNMENT = int4, STORAGE = extended);
    CREATE CAST (pg_catalog.super AS jsonb) WITHOUT FUNCTION;
    CREATE CAST (jsonb AS pg_catalog.super) WITHOUT FUNCTION;
  END IF;
  IF to_regtype('pg_catalog.varbyte') IS NULL THEN
    CREATE DOMAIN pg_catalog.varbyte AS bytea;
  END IF;
END
$$;

-- A JSON_VALUE in strict mode unwraps nothing: an array of one number is not a number.
CREATE OR REPLACE FUNCTION rs.super_text(super) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN JSON_VALUE($1::jsonb, 'strict $.string()' RETURNING text NULL ON EMPTY NULL ON ERROR);

-- VARCHAR(n) counts bytes and a cast cuts silently; a character is never cut in two.
CREATE OR REPLACE FUNCTION rs.cut(s text, bytes int) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  cut text;
BEGIN
  IF octet_length(s) <= bytes THEN
    RETURN s;
  END IF;
  cut := left(s, bytes);
  WHILE octet_length(cut) > bytes LOOP
    cut := left(cut, length(cut) - greatest(1, (octet_length(cut) - bytes) / 4));
  END LOOP;
  RETURN cut;
END
$$;

-- A type modifier of varchar is its length plus four, or -1.
CREATE OR REPLACE FUNCTION rs.super_varchar(super, int, boolean) RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN $2 < 4 THEN rs.super_text($1) ELSE rs.cut(rs.super_text($1), $2 - 4) END;

CREATE OR REPLACE FUNCTION rs.super_bpchar(super, int, boolean) RETURNS bpchar LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN $2 < 4 THEN rs.super_text($1) ELSE rs.cut(rs.super_text($1), $2 - 4) END::bpchar;

CREATE OR REPLACE FUNCTION rs.super_boolean(super) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE jsonb_typeof($1::jsonb)
           WHEN 'boolean' THEN ($1::jsonb)::boolean
           WHEN 'number' THEN CASE WHEN scale(($1::jsonb)::numeric) = 0 THEN ($1::jsonb)::numeric <> 0 END END;

CREATE OR REPLACE FUNCTION rs.super_bigint(super) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN JSON_VALUE($1::jsonb, 'strict $ ? (@.type() == "number").bigint()' RETURNING bigint NULL ON EMPTY NULL ON ERROR);

CREATE OR REPLACE FUNCTION rs.super_int(super) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN JSON_VALUE($1::jsonb, 'strict $ ? (@.type() == "number").integer()' RETURNING int NULL ON EMPTY NULL ON ERROR);

CREATE OR REPLACE FUNCTION rs.super_smallint(super) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN JSON_VALUE($1::jsonb, 'strict $ ? (@.type() == "number").integer()' RETURNING smallint NULL ON EMPTY NULL ON ERROR);

CREATE OR REPLACE FUNCTION rs.super_double(super) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN JSON_VALUE($1::jsonb, 'strict $ ? (@.type() == "number").double()' RETURNING double precision NULL ON EMPTY NULL ON ERROR);

CREATE OR REPLACE FUNCTION rs.super_real(super) RETURNS real LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN JSON_VALUE($1::jsonb, 'strict $ ? (@.type() == "number")' RETURNING real NULL ON EMPTY NULL ON ERROR);

-- numeric(p, s) has p * 65536 + s + 4 as its modifier; DECIMAL alone is DECIMAL(18, 0) in Redshift.
CREATE OR REPLACE FUNCTION rs.super_numeric(super, int, boolean) RETURNS numeric LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  precision_ int := CASE WHEN $2 < 4 THEN 18 ELSE (($2 - 4) >> 16) & 65535 END;
  scale_ int := CASE WHEN $2 < 4 THEN 0 ELSE ($2 - 4) & 2047 END;
  n numeric := JSON_VALUE($1::jsonb, 'strict $ ? (@.type() == "number")' RETURNING numeric NULL ON EMPTY NULL ON ERROR);
BEGIN
  n := round(n, scale_);
  RETURN CASE WHEN abs(n) < power(10::numeric, precision_ - scale_) THEN n END;
END
$$;

CREATE OR REPLACE FUNCTION rs.whole_number(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN $1 ~ '^ *[+-]?[0-9]+ *$' THEN $1 END;

-- PostgreSQL would read 'yesterday' or 'infinity' as a time; only ISO text is one here.
CREATE OR REPLACE FUNCTION rs.iso_time(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN $1 ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?$' THEN $1 END;

-- The test and the cast are two statements, since a planner that knows the value may run a cast that stands behind a CASE.
DO $do$
DECLARE
  try record;
BEGIN
  FOR try IN
    SELECT * FROM (VALUES
      ('timestamp', 'timestamp', 'rs.iso_time($1)', 'STABLE'), ('timestamptz', 'timestamptz', 'rs.iso_time($1)', 'STABLE'),
      ('date', 'date', 'rs.iso_time($1)', 'STABLE'), ('bigint', 'int8', 'rs.whole_number($1)', 'IMMUTABLE'), ('int', 'int4', 'rs.whole_number($1)', 'IMMUTABLE'),
      ('smallint', 'int2', 'rs.whole_number($1)', 'IMMUTABLE'), ('double', 'float8', '$1', 'IMMUTABLE'), ('real', 'float4', '$1', 'IMMUTABLE'),
      ('boolean', 'bool', '$1', 'IMMUTABLE')) AS types (name, type, value, volatility)
  LOOP
    EXECUTE format($f$
      CREATE OR REPLACE FUNCTION rs.try_%1$s(text) RETURNS %2$s LANGUAGE plpgsql %4$s STRICT PARALLEL SAFE AS $body$
      DECLARE
        value text := %3$s;
      BEGIN
        IF value IS NULL OR NOT pg_input_is_valid(value, '%2$s') THEN
          RETURN NULL;
        END IF;
        RETURN value::%2$s;
      END
      $body$
    $f$, try.name, try.type, try.value, try.volatility);
  END LOOP;
END
$do$;

-- Any other type; the last argument is a NULL of it.
CREATE OR REPLACE FUNCTION rs.try_cast(value text, type text, anyelement) RETURNS anyelement LANGUAGE plpgsql STABLE AS $$
DECLARE
  result ALIAS FOR $0;
BEGIN
  IF pg_input_is_valid(value, type) THEN
    EXECUTE format('SELECT $1::%s', type) INTO result USING value;
  END IF;
  RETURN result;
END
$$;

CREATE OR REPLACE FUNCTION rs.super_timestamp(super) RETURNS timestamp LANGUAGE sql STABLE PARALLEL SAFE
  RETURN rs.try_timestamp(JSON_VALUE($1::jsonb, 'strict $ ? (@.type() == "string")' RETURNING text NULL ON EMPTY NULL ON ERROR));

CREATE OR REPLACE FUNCTION rs.super_timestamptz(super) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
  RETURN rs.try_timestamptz(JSON_VALUE($1::jsonb, 'strict $ ? (@.type() == "string")' RETURNING text NULL ON EMPTY NULL ON ERROR));

CREATE OR REPLACE FUNCTION rs.super_date(super) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
  RETURN rs.try_date(JSON_VALUE($1::jsonb, 'strict $ ? (@.type() == "string")' RETURNING text NULL ON EMPTY NULL ON ERROR));

DO $$
DECLARE
  target text;
BEGIN
  IF EXISTS (SELECT FROM pg_cast WHERE castsource = 'super'::regtype AND casttarget = 'text'::regtype) THEN
    RETURN;
  END IF;
  CREATE CAST (super AS text) WITH FUNCTION rs.super_text(super);
  CREATE CAST (super AS varchar) WITH FUNCTION rs.super_varchar(super, int, boolean);
  CREATE CAST (super AS bpchar) WITH FUNCTION rs.super_bpchar(super, int, boolean);
  CREATE CAST (super AS boolean) WITH FUNCTION rs.super_boolean(super);
  CREATE CAST (super AS bigint) WITH FUNCTION rs.super_bigint(super);
  CREATE CAST (super AS int) WITH FUNCTION rs.super_int(super);
  CREATE CAST (super AS smallint) WITH FUNCTION rs.super_smallint(super);
  CREATE CAST (super AS double precision) WITH FUNCTION rs.super_double(super);
  CREATE CAST (super AS real) WITH FUNCTION rs.super_real(super);
  CREATE CAST (super AS numeric) WITH FUNCTION rs.super_numeric(super, int, boolean);
  CREATE CAST (super AS timestamp) WITH FUNCTION rs.super_timestamp(super);
  CREATE CAST (super AS timestamptz) WITH FUNCTION rs.super_timestamptz(super);
  CREATE CAST (super AS date) WITH FUNCTION rs.super_date(super);
  FOREACH target IN ARRAY ARRAY['text', 'varchar', 'boolean', 'smallint', 'int', 'bigint', 'double precision', 'real', 'numeric'] LOOP
    EXECUTE format('CREATE FUNCTION rs.to_super(%1$s) RETURNS super LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN to_jsonb($1)::super', target);
    EXECUTE format('CREATE CAST (%1$s AS super) WITH FUNCTION rs.to_super(%1$s)', target);
  END LOOP;
END
$$;

-- TRY_CAST of SUPER: what does not fit is NULL anyway, and dates and times are refused: https://docs.aws.amazon.com/redshift/latest/dg/r_TRY_CAST.html
DO $do$
DECLARE
  try record;
BEGIN
  FOR try IN SELECT * FROM (VALUES ('bigint', 'int8'), ('int', 'int4'), ('smallint', 'int2'), ('double', 'float8'), ('real', 'float4'), ('boolean', 'bool')) AS t (name, type) LOOP
    EXECUTE format('CREATE OR REPLACE FUNCTION rs.try_%s(super) RETURNS %2$s LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::%2$s', try.name, try.type);
  END LOOP;
  FOR try IN SELECT * FROM (VALUES ('timestamp', 'timestamp without time zone'), ('timestamptz', 'timestamp with time zone'), ('date', 'date')) AS t (name, type) LOOP
    EXECUTE format('CREATE OR REPLACE FUNCTION rs.try_%s(super) RETURNS %s LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$ BEGIN'
      ' RAISE EXCEPTION %L USING ERRCODE = ''42846''; END $body$', try.name, try.type, 'cannot cast type super to ' || try.type);
  END LOOP;
END
$do$;
CREATE OR REPLACE FUNCTION rs.try_cast(value super, type text, anyelement) RETURNS anyelement LANGUAGE plpgsql STABLE AS $$
DECLARE
  result ALIAS FOR $0;
BEGIN
  EXECUTE format('SELECT $1::%s', type) INTO result USING value;
  RETURN result;
END
$$;

-- Navigation. A missing path and a JSON null are both NULL.
CREATE OR REPLACE FUNCTION rs.nav(super, VARIADIC text[]) RETURNS super LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN nullif($1::jsonb #> $2, 'null'::jsonb)::super;

-- The value itself, unpacked and fetched if it was too large for its row.
CREATE OR REPLACE FUNCTION rs.whole(super) RETURNS super LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ($1::jsonb #> '{}')::super;

CREATE OR REPLACE FUNCTION rs.item(super, int) RETURNS super LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN nullif($1::jsonb -> $2, 'null'::jsonb)::super;

CREATE OR REPLACE FUNCTION rs.elements(super) RETURNS SETOF super LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 3 AS $$
  SELECT nullif(e, 'null'::jsonb)::super FROM jsonb_array_elements(CASE WHEN jsonb_typeof($1::jsonb) = 'array' THEN $1::jsonb END) AS e
$$;

CREATE OR REPLACE FUNCTION rs.elements_at(super) RETURNS TABLE (element super, index bigint) LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 3 AS $$
  SELECT nullif(e, 'null'::jsonb)::super, o - 1
  FROM jsonb_array_elements(CASE WHEN jsonb_typeof($1::jsonb) = 'array' THEN $1::jsonb END) WITH ORDINALITY AS x(e, o)
$$;

CREATE OR REPLACE FUNCTION rs.pairs(super) RETURNS TABLE (element super, name varchar) LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 3 AS $$
  SELECT nullif(v, 'null'::jsonb)::super, k::varchar
  FROM jsonb_each(CASE WHEN jsonb_typeof($1::jsonb) = 'object' THEN $1::jsonb END) AS x(k, v)
$$;

-- Type tests: false for NULL.
CREATE OR REPLACE FUNCTION pg_catalog.is_object(super) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN jsonb_typeof($1::jsonb) IS NOT DISTINCT FROM 'object';
CREATE OR REPLACE FUNCTION pg_catalog.is_array(super) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN jsonb_typeof($1::jsonb) IS NOT DISTINCT FROM 'array';
CREATE OR REPLACE FUNCTION pg_catalog.is_varchar(super) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN jsonb_typeof($1::jsonb) IS NOT DISTINCT FROM 'string';
CREATE OR REPLACE FUNCTION pg_catalog.is_boolean(super) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN jsonb_typeof($1::jsonb) IS NOT DISTINCT FROM 'boolean';
CREATE OR REPLACE FUNCTION pg_catalog.is_scalar(super) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN coalesce(jsonb_typeof($1::jsonb) NOT IN ('object', 'array', 'null'), false);
CREATE OR REPLACE FUNCTION pg_catalog.is_bigint(super) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN coalesce(JSON_VALUE($1::jsonb, 'strict $ ? (@.type() == "number" && @ == @.floor() && @ >= -9223372036854775808 && @ <= 9223372036854775807)'
    RETURNING numeric NULL ON EMPTY NULL ON ERROR) IS NOT NULL, false);
CREATE OR REPLACE FUNCTION pg_catalog.is_integer(super) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN coalesce(JSON_VALUE($1::jsonb, 'strict $ ? (@.type() == "number" && @ == @.floor() && @ >= -2147483648 && @ <= 2147483647)'
    RETURNING numeric NULL ON EMPTY NULL ON ERROR) IS NOT NULL, false);

CREATE OR REPLACE FUNCTION pg_catalog.get_array_length(super) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN jsonb_typeof($1::jsonb) = 'array' THEN jsonb_array_length($1::jsonb) END;
CREATE OR REPLACE FUNCTION pg_catalog.json_typeof(super) RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN jsonb_typeof($1::jsonb);
CREATE OR REPLACE FUNCTION pg_catalog.json_size(super) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN octet_length($1::jsonb::text);

-- NULL gives the text null, as documented: https://docs.aws.amazon.com/redshift/latest/dg/JSON_SERIALIZE.html
CREATE OR REPLACE FUNCTION pg_catalog."json_serialize"(super) RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN coalesce($1::jsonb::text, 'null');
