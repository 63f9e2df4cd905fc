-- Aggregates and window functions.

-- For QUALIFY: one row where the condition holds, none where it does not.
CREATE OR REPLACE FUNCTION rs.qualify(boolean) RETURNS SETOF int LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1 AS $$
  SELECT 1 WHERE $1
$$;

-- LISTAGG leaves out NULLs and empty texts, and ends at 65,535 bytes: https://docs.aws.amazon.com/redshift/latest/dg/r_LISTAGG.html
CREATE OR REPLACE FUNCTION rs.listagg(texts text[], delimiter text) RETURNS varchar LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  list text := nullif(array_to_string(array_remove(texts, ''), coalesce(delimiter, '')), '');
BEGIN
  IF octet_length(list) > 65535 THEN
    RAISE EXCEPTION 'Result size exceeds LISTAGG limit' USING ERRCODE = '54000';
  END IF;
  RETURN list;
END
$$;

CREATE OR REPLACE FUNCTION rs.percentile_cont(double precision[], double precision) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT percentile_cont($2) WITHIN GROUP (ORDER BY v) FROM unnest($1) AS x(v)
$$;
CREATE OR REPLACE FUNCTION rs.percentile_disc(anyarray, double precision) RETURNS anyelement LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT percentile_disc($2) WITHIN GROUP (ORDER BY v) FROM unnest($1) AS x(v)
$$;

-- IGNORE NULLS. A strict transition function is not called for NULL, and begins with the first value that is none.
CREATE OR REPLACE FUNCTION rs.keep(anyelement, anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT $1';
CREATE OR REPLACE FUNCTION rs.take(anyelement, anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT $2';
CREATE OR REPLACE AGGREGATE rs.first_known(anyelement) (SFUNC = rs.keep, STYPE = anyelement);
CREATE OR REPLACE AGGREGATE rs.last_known(anyelement) (SFUNC = rs.take, STYPE = anyelement);
CREATE OR REPLACE FUNCTION rs.append_known(anycompatiblearray, anycompatible) RETURNS anycompatiblearray LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS 'SELECT CASE WHEN $2 IS NULL THEN $1 ELSE array_append($1, $2) END';
CREATE OR REPLACE AGGREGATE rs.known(anycompatible) (SFUNC = rs.append_known, STYPE = anycompatiblearray, INITCOND = '{}');
CREATE OR REPLACE FUNCTION rs.from_end(anyarray, int) RETURNS anyelement LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS 'SELECT $1[cardinality($1) + 1 - $2]';
