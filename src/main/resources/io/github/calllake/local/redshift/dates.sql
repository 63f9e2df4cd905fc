-- Functions of dates and times. Date parts arrive by PostgreSQL's names.

-- A part of a timestamp in Redshift's measure: milliseconds and microseconds are those within the second.
CREATE OR REPLACE FUNCTION rs.part_of(part text, within double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN lower(part) = 'millisecond' THEN trunc(within)::bigint % 1000 WHEN lower(part) = 'microsecond' THEN within::bigint % 1000000 ELSE within END;

DO $do$
DECLARE
  source text;
BEGIN
  FOREACH source IN ARRAY ARRAY['timestamp', 'timestamptz', 'date', 'time', 'timetz', 'interval'] LOOP
    EXECUTE format($f$
      CREATE OR REPLACE FUNCTION rs.date_part(text, %1$s) RETURNS double precision LANGUAGE sql %2$s STRICT PARALLEL SAFE
        RETURN rs.part_of($1, pg_catalog.date_part($1, $2))
    $f$, source, CASE WHEN source = 'timestamptz' THEN 'STABLE' ELSE 'IMMUTABLE' END);
    -- EXTRACT is an INTEGER but of a TIMESTAMPTZ: https://docs.aws.amazon.com/redshift/latest/dg/r_EXTRACT_function.html
    EXECUTE format($f$
      CREATE OR REPLACE FUNCTION rs.extract(text, %1$s) RETURNS %3$s LANGUAGE sql %2$s STRICT PARALLEL SAFE
        RETURN %4$s
    $f$, source, CASE WHEN source = 'timestamptz' THEN 'STABLE' ELSE 'IMMUTABLE' END,
      CASE WHEN source = 'timestamptz' THEN 'double precision' ELSE 'int' END,
      CASE WHEN source = 'timestamptz' THEN 'rs.date_part($1, $2)' ELSE 'trunc(rs.date_part($1, $2))::int' END);
  END LOOP;
END
$do$;

CREATE OR REPLACE FUNCTION pg_catalog.date_trunc(text, date) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN date_trunc($1, $2::timestamp);
CREATE OR REPLACE FUNCTION pg_catalog.date_part_year(date) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN pg_catalog.date_part('year', $1)::int;

-- The last day of a month stays one: https://docs.aws.amazon.com/redshift/latest/dg/r_ADD_MONTHS.html
CREATE OR REPLACE FUNCTION pg_catalog.add_months(timestamp, bigint) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN $1::date = last_day($1)
    THEN last_day($1 + make_interval(months => $2::int)) + ($1 - date_trunc('day', $1))
    ELSE $1 + make_interval(months => $2::int) END;

-- https://docs.aws.amazon.com/redshift/latest/dg/r_MONTHS_BETWEEN_function.html
CREATE OR REPLACE FUNCTION pg_catalog.months_between(timestamp, timestamp) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (pg_catalog.date_part('year', $1) - pg_catalog.date_part('year', $2)) * 12 + pg_catalog.date_part('month', $1) - pg_catalog.date_part('month', $2)
    + CASE WHEN pg_catalog.date_part('day', $1) = pg_catalog.date_part('day', $2) OR ($1::date = last_day($1) AND $2::date = last_day($2)) THEN 0
      ELSE (pg_catalog.date_part('day', $1) - pg_catalog.date_part('day', $2)
        + (pg_catalog.date_part('epoch', $1 - date_trunc('day', $1)) - pg_catalog.date_part('epoch', $2 - date_trunc('day', $2))) / 86400) / 31 END;

-- https://docs.aws.amazon.com/redshift/latest/dg/r_NEXT_DAY.html
CREATE OR REPLACE FUNCTION pg_catalog.next_day(timestamp, text) RETURNS date LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  wanted int := CASE
    WHEN lower($2) IN ('su', 'sun', 'sunday') THEN 0
    WHEN lower($2) IN ('m', 'mo', 'mon', 'monday') THEN 1
    WHEN lower($2) IN ('tu', 'tue', 'tues', 'tuesday') THEN 2
    WHEN lower($2) IN ('w', 'we', 'wed', 'wednesday') THEN 3
    WHEN lower($2) IN ('th', 'thu', 'thurs', 'thursday') THEN 4
    WHEN lower($2) IN ('f', 'fr', 'fri', 'friday') THEN 5
    WHEN lower($2) IN ('sa', 'sat', 'saturday') THEN 6
  END;
BEGIN
  IF wanted IS NULL THEN
    RAISE EXCEPTION 'NEXT_DAY: "%" is no day of the week', $2 USING ERRCODE = '22023';
  END IF;
  RETURN $1::date + ((wanted - pg_catalog.date_part('dow', $1)::int + 6) % 7 + 1);
END
$$;

CREATE OR REPLACE FUNCTION pg_catalog.timestamp_cmp(timestamp, timestamp) RETURNS int LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'timestamp_cmp';
CREATE OR REPLACE FUNCTION pg_catalog.timestamp_cmp_date(timestamp, date) RETURNS int LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'timestamp_cmp_date';
CREATE OR REPLACE FUNCTION pg_catalog.date_cmp(date, date) RETURNS int LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'date_cmp';
CREATE OR REPLACE FUNCTION pg_catalog.date_cmp_timestamp(date, timestamp) RETURNS int LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'date_cmp_timestamp';

-- Without is_strict, or with false, Redshift carries a 31st of June over to July; here it is an error, as with true.
CREATE OR REPLACE FUNCTION pg_catalog.to_date(text, text, strict boolean) RETURNS date LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF NOT strict THEN
    RAISE EXCEPTION 'not emulated locally: TO_DATE with is_strict = false' USING ERRCODE = '0A000';
  END IF;
  RETURN to_date($1, $2);
END
$$;
CREATE OR REPLACE FUNCTION pg_catalog.to_timestamp(text, text, strict boolean) RETURNS timestamptz LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF NOT strict THEN
    RAISE EXCEPTION 'not emulated locally: TO_TIMESTAMP with is_strict = false' USING ERRCODE = '0A000';
  END IF;
  RETURN to_timestamp($1, $2);
END
$$;
