-- Functions of texts, bytes and numbers.

-- Redshift's is NULL where a part is: https://docs.aws.amazon.com/redshift/latest/dg/r_CONCAT.html
CREATE OR REPLACE FUNCTION rs.concat(text, text) RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 || $2;
CREATE OR REPLACE FUNCTION rs.concat(bytea, bytea) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 || $2;
CREATE OR REPLACE FUNCTION rs.concat(numeric, text) RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1::text || $2;
CREATE OR REPLACE FUNCTION rs.concat(text, numeric) RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN $1 || $2::text;

-- PostgreSQL's flags for Redshift's parameters: c, i and e are the same in both, e of them left to the caller.
CREATE OR REPLACE FUNCTION rs.regexp_flags(text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF strpos($1, 'p') > 0 THEN
    RAISE EXCEPTION 'not emulated locally: regular expressions of the PCRE dialect' USING ERRCODE = '0A000';
  END IF;
  IF $1 !~ '^[cie]*$' THEN
    RAISE EXCEPTION 'invalid regular expression parameters "%"', $1 USING ERRCODE = '22023';
  END IF;
  RETURN replace($1, 'e', '');
END
$$;

-- Every occurrence is replaced, where PostgreSQL's function replaces the first: https://docs.aws.amazon.com/redshift/latest/dg/REGEXP_REPLACE.html
CREATE OR REPLACE FUNCTION rs.regexp_replace(text, text, text DEFAULT '', int DEFAULT 1, text DEFAULT 'c') RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN pg_catalog.regexp_replace($1, $2, regexp_replace($3, '\\$([1-9])', E'\\\\\\1', 'g'), greatest($4, 1), 0, rs.regexp_flags($5));
CREATE OR REPLACE FUNCTION rs.regexp_substr(text, text, int DEFAULT 1, int DEFAULT 1, text DEFAULT 'c') RETURNS varchar LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL WHEN $4 < 1 THEN NULL
    ELSE coalesce(pg_catalog.regexp_substr($1, $2, greatest($3, 1), $4, rs.regexp_flags($5),
      CASE WHEN strpos($5, 'e') > 0 AND $2 LIKE '%(%' THEN 1 ELSE 0 END), '') END;
CREATE OR REPLACE FUNCTION rs.regexp_instr(text, text, int DEFAULT 1, int DEFAULT 1, int DEFAULT 0, text DEFAULT 'c') RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN $4 < 1 THEN 0 ELSE pg_catalog.regexp_instr($1, $2, greatest($3, 1), $4, CASE WHEN $5 = 0 THEN 0 ELSE 1 END, rs.regexp_flags($6),
    CASE WHEN strpos($6, 'e') > 0 AND $2 LIKE '%(%' THEN 1 ELSE 0 END) END;
CREATE OR REPLACE FUNCTION rs.regexp_count(text, text, int DEFAULT 1, text DEFAULT 'c') RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN pg_catalog.regexp_count($1, $2, greatest($3, 1), rs.regexp_flags($4));

CREATE OR REPLACE FUNCTION pg_catalog.to_hex(bytea) RETURNS varchar LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN encode($1, 'hex');
CREATE OR REPLACE FUNCTION pg_catalog.from_hex(text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN decode($1, 'hex');
CREATE OR REPLACE FUNCTION pg_catalog.len(bytea) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN length($1);
CREATE OR REPLACE FUNCTION pg_catalog.trunc(double precision, int) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN trunc($1::numeric, $2)::double precision;
