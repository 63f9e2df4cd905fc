-- JSON and bytes. Accepted JSON: RFC 8259, valid UTF-8, no duplicate keys in an object, at most 1000 levels, no \u0000, no lone surrogates.

CREATE OR REPLACE FUNCTION rs.utf8(bytea) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN convert_from($1, 'UTF8');
EXCEPTION WHEN character_not_in_repertoire OR untranslatable_character THEN
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION rs.json_depth(text) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  WITH bare AS (SELECT regexp_replace(regexp_replace($1, '"([^"\\\\]|\\\\.)*"', '', 'g'), '[^][{}]', '', 'g') AS brackets)
  SELECT coalesce(max(level), 0)
  FROM (SELECT sum(CASE WHEN b IN ('[', '{') THEN 1 ELSE -1 END) OVER (ORDER BY o) AS level
        FROM bare, string_to_table(brackets, NULL) WITH ORDINALITY AS x(b, o)) AS levels
$$;

-- Whether the brackets nest too deeply; more than 1000 levels need more than 2000 characters and 1000 opening brackets.
CREATE OR REPLACE FUNCTION rs.json_too_deep(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN octet_length($1) > 2000
    AND octet_length($1) - octet_length(replace(replace($1, '[', ''), '{', '')) > 1000
    AND rs.json_depth($1) > 1000;
END
$$;

-- The value of accepted JSON, NULL for any other text. The depth comes first, since PostgreSQL's parser recurses. What is JSON and yet no jsonb
-- is found by trying, since a test would parse it once more.
CREATE OR REPLACE FUNCTION rs.try_json(text) RETURNS super LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF NOT rs.json_too_deep($1) AND $1 IS JSON WITH UNIQUE KEYS THEN
    RETURN $1::jsonb::super;
  END IF;
  RETURN NULL;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION rs.try_json(bytea) RETURNS super LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN rs.try_json(rs.utf8($1));
END
$$;

CREATE OR REPLACE FUNCTION pg_catalog.is_utf8(bytea) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN rs.utf8($1) IS NOT NULL;
END
$$;

CREATE OR REPLACE FUNCTION pg_catalog.can_json_parse(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN rs.try_json($1) IS NOT NULL;
END
$$;

CREATE OR REPLACE FUNCTION pg_catalog.can_json_parse(bytea) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN rs.try_json($1) IS NOT NULL;
END
$$;

CREATE OR REPLACE FUNCTION pg_catalog.is_valid_json(text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN $1 IS JSON OBJECT;

CREATE OR REPLACE FUNCTION pg_catalog.is_valid_json_array(text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN $1 IS JSON ARRAY;

CREATE OR REPLACE FUNCTION pg_catalog.json_parse(text) RETURNS super LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  parsed super := rs.try_json($1);
BEGIN
  IF parsed IS NULL THEN
    RAISE EXCEPTION 'JSON parsing error' USING ERRCODE = '22P02', DETAIL = 'JSON_PARSE was given text that is not valid JSON';
  END IF;
  RETURN parsed;
END
$$;

CREATE OR REPLACE FUNCTION pg_catalog.json_parse(bytea) RETURNS super LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  parsed super := rs.try_json($1);
BEGIN
  IF parsed IS NULL THEN
    RAISE EXCEPTION 'JSON parsing error' USING ERRCODE = '22P02', DETAIL = 'JSON_PARSE was given bytes that are not valid JSON';
  END IF;
  RETURN parsed;
END
$$;

CREATE OR REPLACE FUNCTION pg_catalog.from_varbyte(bytea, text) RETURNS varchar LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  t text;
BEGIN
  CASE lower($2)
    WHEN 'utf-8', 'utf8' THEN
      t := rs.utf8($1);
      IF t IS NULL THEN
        RAISE EXCEPTION 'FROM_VARBYTE: the value is not valid UTF-8' USING ERRCODE = '22021';
      END IF;
      RETURN t;
    WHEN 'hex' THEN RETURN encode($1, 'hex');
    WHEN 'base64' THEN RETURN translate(encode($1, 'base64'), E'\n', '');
    ELSE RAISE EXCEPTION 'FROM_VARBYTE: unknown format %', $2 USING ERRCODE = '22023';
  END CASE;
END
$$;

CREATE OR REPLACE FUNCTION pg_catalog.to_varbyte(text, text) RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  CASE lower($2)
    WHEN 'utf-8', 'utf8' THEN RETURN convert_to($1, 'UTF8');
    WHEN 'hex' THEN RETURN decode($1, 'hex');
    WHEN 'base64' THEN RETURN decode($1, 'base64');
    ELSE RAISE EXCEPTION 'TO_VARBYTE: unknown format %', $2 USING ERRCODE = '22023';
  END CASE;
END
$$;

-- What a path leads to in a text whose JSON is at hand. Numbers, objects and arrays come from the text, as they were written. Not STRICT, so that
-- PostgreSQL can put the expression in place of the call.
CREATE OR REPLACE FUNCTION rs.path_text(parsed super, t text, path text[]) RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN jsonb_typeof(parsed::jsonb #> path) IN ('number', 'object', 'array') THEN t::json #>> path ELSE parsed::jsonb #>> path END;
CREATE OR REPLACE FUNCTION rs.path_text(parsed super, utf8 bytea, path text[]) RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN jsonb_typeof(parsed::jsonb #> path) IN ('number', 'object', 'array') THEN convert_from(utf8, 'UTF8')::json #>> path
    ELSE parsed::jsonb #>> path END;

-- At most five path elements, as documented: https://docs.aws.amazon.com/redshift/latest/dg/JSON_EXTRACT_PATH_TEXT.html
CREATE OR REPLACE FUNCTION rs.json_text(t text, path text[], null_if_invalid boolean) RETURNS varchar LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  parsed super;
BEGIN
  IF t IS NULL THEN
    RETURN NULL;
  END IF;
  IF cardinality(path) > 5 THEN
    RAISE EXCEPTION 'JSON_EXTRACT_PATH_TEXT takes at most five path elements' USING ERRCODE = '22023';
  END IF;
  parsed := rs.try_json(t);
  IF parsed IS NOT NULL THEN
    RETURN rs.path_text(parsed, t, path);
  END IF;
  IF null_if_invalid THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'JSON parsing error' USING ERRCODE = '22P02', DETAIL = 'JSON_EXTRACT_PATH_TEXT was given text that is not valid JSON';
END
$$;

CREATE OR REPLACE FUNCTION pg_catalog.json_extract_path_text(text, VARIADIC text[]) RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN rs.json_text($1, $2, false);
CREATE OR REPLACE FUNCTION pg_catalog.json_extract_path_text(text, text, boolean) RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN rs.json_text($1, ARRAY[$2], $3);
CREATE OR REPLACE FUNCTION pg_catalog.json_extract_path_text(text, text, text, boolean) RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN rs.json_text($1, ARRAY[$2, $3], $4);
CREATE OR REPLACE FUNCTION pg_catalog.json_extract_path_text(text, text, text, text, boolean) RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN rs.json_text($1, ARRAY[$2, $3, $4], $5);
CREATE OR REPLACE FUNCTION pg_catalog.json_extract_path_text(text, text, text, text, text, boolean) RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN rs.json_text($1, ARRAY[$2, $3, $4, $5], $6);
CREATE OR REPLACE FUNCTION pg_catalog.json_extract_path_text(text, text, text, text, text, text, boolean) RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN rs.json_text($1, ARRAY[$2, $3, $4, $5, $6], $7);

CREATE OR REPLACE FUNCTION pg_catalog.json_array_length(text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN jsonb_array_length(json_parse($1)::jsonb);
CREATE OR REPLACE FUNCTION pg_catalog.json_array_length(text, boolean) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN NOT $2 THEN json_array_length($1) WHEN jsonb_typeof(rs.try_json($1)::jsonb) = 'array' THEN jsonb_array_length(rs.try_json($1)::jsonb) END;
CREATE OR REPLACE FUNCTION pg_catalog.json_extract_array_element_text(text, int) RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN json_parse($1)::jsonb ->> $2;
CREATE OR REPLACE FUNCTION pg_catalog.json_extract_array_element_text(text, int, boolean) RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN $3 THEN rs.try_json($1)::jsonb ->> $2 ELSE json_extract_array_element_text($1, $2) END;
