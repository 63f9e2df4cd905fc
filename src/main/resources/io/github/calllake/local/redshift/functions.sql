-- Redshift functions that PostgreSQL lacks or that answer differently there. Date parts arrive quoted.

CREATE OR REPLACE FUNCTION pg_catalog.getdate() RETURNS timestamp LANGUAGE sql STABLE PARALLEL SAFE
  RETURN date_trunc('second', statement_timestamp()::timestamp);
CREATE OR REPLACE FUNCTION rs.sysdate() RETURNS timestamp LANGUAGE sql STABLE PARALLEL SAFE
  RETURN now()::timestamp;

CREATE OR REPLACE FUNCTION rs.version() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN 'PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 (Red Hat 3.4.2-6.fc3), Redshift 1.0 (local)';

CREATE OR REPLACE FUNCTION rs.datepart(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE
    WHEN lower($1) IN ('millennium', 'millennia', 'mil', 'mils') THEN 'millennium'
    WHEN lower($1) IN ('century', 'centuries', 'c', 'cent', 'cents') THEN 'century'
    WHEN lower($1) IN ('decade', 'decades', 'dec', 'decs') THEN 'decade'
    WHEN lower($1) IN ('year', 'years', 'y', 'yr', 'yrs') THEN 'year'
    WHEN lower($1) IN ('quarter', 'quarters', 'qtr', 'qtrs') THEN 'quarter'
    WHEN lower($1) IN ('month', 'months', 'mon', 'mons') THEN 'month'
    WHEN lower($1) IN ('week', 'weeks', 'w') THEN 'week'
    WHEN lower($1) IN ('day', 'days', 'd') THEN 'day'
    WHEN lower($1) IN ('hour', 'hours', 'h', 'hr', 'hrs') THEN 'hour'
    WHEN lower($1) IN ('minute', 'minutes', 'm', 'min', 'mins') THEN 'minute'
    WHEN lower($1) IN ('second', 'seconds', 's', 'sec', 'secs') THEN 'second'
    WHEN lower($1) IN ('millisecond', 'milliseconds', 'ms', 'msec', 'msecs', 'msecond', 'mseconds', 'millisec', 'millisecs', 'millisecon') THEN 'millisecond'
    WHEN lower($1) IN ('microsecond', 'microseconds', 'us', 'usec', 'usecs', 'usecond', 'useconds', 'microsec', 'microsecs', 'microsecon') THEN 'microsecond'
  END;

CREATE OR REPLACE FUNCTION rs.datepart_interval(part text, n bigint) RETURNS interval LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  CASE rs.datepart(part)
    WHEN 'millennium' THEN RETURN make_interval(years => 1000 * n::int);
    WHEN 'century' THEN RETURN make_interval(years => 100 * n::int);
    WHEN 'decade' THEN RETURN make_interval(years => 10 * n::int);
    WHEN 'year' THEN RETURN make_interval(years => n::int);
    WHEN 'quarter' THEN RETURN make_interval(months => 3 * n::int);
    WHEN 'month' THEN RETURN make_interval(months => n::int);
    WHEN 'week' THEN RETURN make_interval(weeks => n::int);
    WHEN 'day' THEN RETURN make_interval(days => n::int);
    WHEN 'hour' THEN RETURN n * interval '1 hour';
    WHEN 'minute' THEN RETURN n * interval '1 minute';
    WHEN 'second' THEN RETURN n * interval '1 second';
    WHEN 'millisecond' THEN RETURN n * interval '1 millisecond';
    WHEN 'microsecond' THEN RETURN n * interval '1 microsecond';
    ELSE RAISE EXCEPTION 'unknown date part "%"', part USING ERRCODE = '22023';
  END CASE;
END
$$;

CREATE OR REPLACE FUNCTION pg_catalog.dateadd(text, bigint, timestamp) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN $3 + rs.datepart_interval($1, $2);
CREATE OR REPLACE FUNCTION pg_catalog.dateadd(text, bigint, date) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN $3 + rs.datepart_interval($1, $2);
CREATE OR REPLACE FUNCTION pg_catalog.dateadd(text, bigint, timestamptz) RETURNS timestamptz LANGUAGE sql STABLE STRICT PARALLEL SAFE
  RETURN $3 + rs.datepart_interval($1, $2);

-- How many boundaries of the part lie between the two: https://docs.aws.amazon.com/redshift/latest/dg/r_DATEDIFF_function.html
CREATE OR REPLACE FUNCTION pg_catalog.datediff(part text, a timestamp, b timestamp) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  unit text := rs.datepart(part);
  months bigint := (extract(year FROM b) - extract(year FROM a)) * 12 + extract(month FROM b) - extract(month FROM a);
BEGIN
  CASE unit
    WHEN 'millennium' THEN RETURN extract(millennium FROM b) - extract(millennium FROM a);
    WHEN 'century' THEN RETURN extract(century FROM b) - extract(century FROM a);
    WHEN 'decade' THEN RETURN extract(decade FROM b) - extract(decade FROM a);
    WHEN 'year' THEN RETURN extract(year FROM b) - extract(year FROM a);
    WHEN 'quarter' THEN RETURN (extract(year FROM b) - extract(year FROM a)) * 4 + extract(quarter FROM b) - extract(quarter FROM a);
    WHEN 'month' THEN RETURN months;
    WHEN 'week' THEN RETURN (date_trunc('week', b)::date - date_trunc('week', a)::date) / 7;
    WHEN 'day' THEN RETURN b::date - a::date;
    WHEN 'hour' THEN RETURN extract(epoch FROM date_trunc('hour', b) - date_trunc('hour', a)) / 3600;
    WHEN 'minute' THEN RETURN extract(epoch FROM date_trunc('minute', b) - date_trunc('minute', a)) / 60;
    WHEN 'second' THEN RETURN extract(epoch FROM date_trunc('second', b) - date_trunc('second', a));
    WHEN 'millisecond' THEN RETURN extract(epoch FROM date_trunc('millisecond', b) - date_trunc('millisecond', a)) * 1000;
    WHEN 'microsecond' THEN RETURN extract(epoch FROM b - a) * 1000000;
    ELSE RAISE EXCEPTION 'unknown date part "%"', part USING ERRCODE = '22023';
  END CASE;
END
$$;
CREATE OR REPLACE FUNCTION pg_catalog.datediff(text, date, date) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN datediff($1, $2::timestamp, $3::timestamp);
CREATE OR REPLACE FUNCTION pg_catalog.datediff(text, timestamptz, timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN datediff($1, $2 AT TIME ZONE 'UTC', $3 AT TIME ZONE 'UTC');

CREATE OR REPLACE FUNCTION pg_catalog.convert_timezone(text, timestamp) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN $2 AT TIME ZONE 'UTC' AT TIME ZONE $1;
CREATE OR REPLACE FUNCTION pg_catalog.convert_timezone(text, text, timestamp) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN $3 AT TIME ZONE $1 AT TIME ZONE $2;
CREATE OR REPLACE FUNCTION pg_catalog.convert_timezone(text, timestamptz) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN $2 AT TIME ZONE $1;
CREATE OR REPLACE FUNCTION pg_catalog.convert_timezone(text, text, timestamptz) RETURNS timestamp LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN $3 AT TIME ZONE 'UTC' AT TIME ZONE $1 AT TIME ZONE $2;
CREATE OR REPLACE FUNCTION pg_catalog.last_day(timestamp) RETURNS date LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (date_trunc('month', $1) + interval '1 month' - interval '1 day')::date;
CREATE OR REPLACE FUNCTION pg_catalog.trunc(timestamp) RETURNS date LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN $1::date;

CREATE OR REPLACE FUNCTION pg_catalog.len(text) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN length($1);
CREATE OR REPLACE FUNCTION pg_catalog.charindex(text, text) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN strpos($2, $1);
CREATE OR REPLACE FUNCTION pg_catalog.isnull(anyelement, anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT coalesce($1, $2)';
CREATE OR REPLACE FUNCTION pg_catalog.isnull(text, text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN coalesce($1, $2);
CREATE OR REPLACE FUNCTION pg_catalog.regexp_replace(text, text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN regexp_replace($1, $2, '', 'g');
CREATE OR REPLACE FUNCTION pg_catalog.round(double precision, int) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN round($1::numeric, $2)::double precision;
CREATE OR REPLACE FUNCTION pg_catalog.strtol(text, int) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  n bigint := 0;
  digit int;
BEGIN
  FOR i IN 1 .. length($1) LOOP
    digit := strpos('0123456789abcdefghijklmnopqrstuvwxyz', lower(substr($1, i, 1))) - 1;
    IF digit < 0 OR digit >= $2 THEN
      RAISE EXCEPTION 'STRTOL: not a number in base %', $2 USING ERRCODE = '22P02';
    END IF;
    n := n * $2 + digit;
  END LOOP;
  RETURN n;
END
$$;
CREATE OR REPLACE FUNCTION pg_catalog.sha2(text, int) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN encode(CASE $2 WHEN 224 THEN sha224(convert_to($1, 'UTF8')) WHEN 384 THEN sha384(convert_to($1, 'UTF8'))
    WHEN 512 THEN sha512(convert_to($1, 'UTF8')) ELSE sha256(convert_to($1, 'UTF8')) END, 'hex');

-- AVG of integers is a BIGINT, cut: https://docs.aws.amazon.com/redshift/latest/dg/r_AVG.html
DO $$
DECLARE
  target text;
BEGIN
  CREATE OR REPLACE FUNCTION rs.avg_end(numeric[]) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN $1[2] > 0 THEN trunc($1[1] / $1[2])::bigint END;
  FOREACH target IN ARRAY ARRAY['smallint', 'int', 'bigint'] LOOP
    EXECUTE format('CREATE OR REPLACE FUNCTION rs.avg_step(numeric[], %1$s) RETURNS numeric[] LANGUAGE sql IMMUTABLE PARALLEL SAFE '
      'RETURN CASE WHEN $2 IS NULL THEN $1 ELSE ARRAY[$1[1] + $2, $1[2] + 1] END', target);
    EXECUTE format('CREATE OR REPLACE AGGREGATE rs.avg(%1$s) (SFUNC = rs.avg_step, STYPE = numeric[], FINALFUNC = rs.avg_end, INITCOND = ''{0,0}'')', target);
  END LOOP;
END
$$;
CREATE OR REPLACE AGGREGATE rs.avg(numeric) (SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg);
CREATE OR REPLACE AGGREGATE rs.avg(double precision) (SFUNC = float8_accum, STYPE = double precision[], FINALFUNC = float8_avg, INITCOND = '{0,0,0}');
CREATE OR REPLACE AGGREGATE rs.avg(real) (SFUNC = float4_accum, STYPE = double precision[], FINALFUNC = float8_avg, INITCOND = '{0,0,0}');
