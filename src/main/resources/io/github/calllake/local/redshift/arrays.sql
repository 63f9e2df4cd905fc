-- SUPER values made of others: https://docs.aws.amazon.com/redshift/latest/dg/c_Array_Functions.html

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_cast WHERE castsource = 'super'::regtype AND casttarget = 'json'::regtype) THEN
    CREATE FUNCTION rs.super_json(super) RETURNS json LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN $1::jsonb::text::json;
    -- So that PostgreSQL puts a SUPER value into an array as what it is, and not as text.
    CREATE CAST (super AS json) WITH FUNCTION rs.super_json(super);
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION rs.array_or_null(super) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN jsonb_typeof($1::jsonb) = 'array' THEN $1::jsonb END;

CREATE OR REPLACE FUNCTION pg_catalog.array_concat(super, super) RETURNS super LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (rs.array_or_null($1) || rs.array_or_null($2))::super;

CREATE OR REPLACE FUNCTION pg_catalog.subarray(super, start int, length int) RETURNS super LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(jsonb_agg(e ORDER BY o), '[]'::jsonb)::super
  FROM jsonb_array_elements(rs.array_or_null($1)) WITH ORDINALITY AS x(e, o)
  WHERE o > CASE WHEN start < 0 THEN jsonb_array_length(rs.array_or_null($1)) + start ELSE start END
    AND o <= CASE WHEN start < 0 THEN jsonb_array_length(rs.array_or_null($1)) + start ELSE start END + length
  HAVING rs.array_or_null($1) IS NOT NULL
$$;

CREATE OR REPLACE FUNCTION pg_catalog.split_to_array(text, text DEFAULT ',') RETURNS super LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN to_jsonb(string_to_array($1, $2))::super;

-- Every level is merged into one: https://docs.aws.amazon.com/redshift/latest/dg/operators-functions.html
CREATE OR REPLACE FUNCTION pg_catalog.array_flatten(super) RETURNS super LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH RECURSIVE leaves(e, path) AS (
    SELECT e, ARRAY[o] FROM jsonb_array_elements(rs.array_or_null($1)) WITH ORDINALITY AS x(e, o)
    UNION ALL
    SELECT inner_e, path || o FROM leaves, jsonb_array_elements(CASE WHEN jsonb_typeof(e) = 'array' THEN e ELSE '[]'::jsonb END) WITH ORDINALITY AS x(inner_e, o)
  )
  SELECT coalesce(jsonb_agg(e ORDER BY path) FILTER (WHERE jsonb_typeof(e) <> 'array'), '[]'::jsonb)::super FROM leaves HAVING rs.array_or_null($1) IS NOT NULL
$$;

CREATE OR REPLACE FUNCTION pg_catalog.is_char(super) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN coalesce(rs.super_text($1) ~ '^[\u0001-\u007f]*$' AND jsonb_typeof($1::jsonb) = 'string', false);
CREATE OR REPLACE FUNCTION pg_catalog.is_smallint(super) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN coalesce(JSON_VALUE($1::jsonb, 'strict $ ? (@.type() == "number" && @ == @.floor() && @ >= -32768 && @ <= 32767)'
    RETURNING numeric NULL ON EMPTY NULL ON ERROR) IS NOT NULL, false);
CREATE OR REPLACE FUNCTION pg_catalog.json_serialize_to_varbyte(super) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN convert_to("json_serialize"($1), 'UTF8');
