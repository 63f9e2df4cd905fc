-- Comparing SUPER values by what they hold: https://docs.aws.amazon.com/redshift/latest/dg/query-super.html. Values of different types are not equal,
-- and neither comes before the other. ORDER BY and GROUP BY have an order of all values: boolean, number, string, array, object.

CREATE OR REPLACE FUNCTION rs.super_rank(super) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN array_position(ARRAY['boolean', 'number', 'string', 'array', 'object', 'null'], jsonb_typeof($1::jsonb));
CREATE OR REPLACE FUNCTION rs.super_eq(super, super) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN $1::jsonb = $2::jsonb;
CREATE OR REPLACE FUNCTION rs.super_ne(super, super) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN $1::jsonb <> $2::jsonb;
CREATE OR REPLACE FUNCTION rs.super_order(super, super) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN rs.super_rank($1) = rs.super_rank($2) AND rs.super_rank($1) <= 3 THEN jsonb_cmp($1::jsonb, $2::jsonb) END;
CREATE OR REPLACE FUNCTION rs.super_cmp(super, super) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN rs.super_rank($1) = rs.super_rank($2) THEN jsonb_cmp($1::jsonb, $2::jsonb) ELSE sign(rs.super_rank($1) - rs.super_rank($2))::int END;
CREATE OR REPLACE FUNCTION rs.sorts_lt(super, super) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN rs.super_cmp($1, $2) < 0;
CREATE OR REPLACE FUNCTION rs.sorts_le(super, super) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN rs.super_cmp($1, $2) <= 0;
CREATE OR REPLACE FUNCTION rs.sorts_eq(super, super) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN rs.super_cmp($1, $2) = 0;
CREATE OR REPLACE FUNCTION rs.sorts_ge(super, super) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN rs.super_cmp($1, $2) >= 0;
CREATE OR REPLACE FUNCTION rs.sorts_gt(super, super) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN rs.super_cmp($1, $2) > 0;
CREATE OR REPLACE FUNCTION rs.super_smaller(super, super) RETURNS super LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN rs.super_cmp($1, $2) <= 0 THEN $1 ELSE $2 END;
CREATE OR REPLACE FUNCTION rs.super_larger(super, super) RETURNS super LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN rs.super_cmp($1, $2) >= 0 THEN $1 ELSE $2 END;
-- What is no number is as NULL to a sum.
CREATE OR REPLACE FUNCTION rs.super_add(numeric[], super) RETURNS numeric[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN jsonb_typeof($2::jsonb) = 'number' THEN ARRAY[$1[1] + ($2::jsonb)::numeric, $1[2] + 1] ELSE $1 END;
CREATE OR REPLACE FUNCTION rs.super_sum(numeric[]) RETURNS super LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN $1[2] > 0 THEN to_jsonb($1[1])::super END;
CREATE OR REPLACE FUNCTION rs.super_mean(numeric[]) RETURNS super LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN $1[2] > 0 THEN to_jsonb($1[1] / $1[2])::super END;
CREATE OR REPLACE AGGREGATE pg_catalog.min(super) (SFUNC = rs.super_smaller, STYPE = super);
CREATE OR REPLACE AGGREGATE pg_catalog.max(super) (SFUNC = rs.super_larger, STYPE = super);
CREATE OR REPLACE AGGREGATE pg_catalog.sum(super) (SFUNC = rs.super_add, STYPE = numeric[], FINALFUNC = rs.super_sum, INITCOND = '{0,0}');
CREATE OR REPLACE AGGREGATE rs.avg(super) (SFUNC = rs.super_add, STYPE = numeric[], FINALFUNC = rs.super_mean, INITCOND = '{0,0}');

DO $do$
DECLARE
  other text;
  op record;
BEGIN
  IF to_regoperator('pg_catalog.=(super, super)') IS NOT NULL THEN
    RETURN;
  END IF;
  FOREACH other IN ARRAY ARRAY['super', 'text', 'double precision', 'numeric', 'boolean'] LOOP
    FOR op IN SELECT * FROM (VALUES ('=', 'eq', 'rs.super_eq(%s, %s)'), ('<>', 'ne', 'rs.super_ne(%s, %s)'), ('<', 'lt', 'rs.super_order(%s, %s) < 0'),
        ('<=', 'le', 'rs.super_order(%s, %s) <= 0'), ('>', 'gt', 'rs.super_order(%s, %s) > 0'), ('>=', 'ge', 'rs.super_order(%s, %s) >= 0')) AS x(sign, name, body)
    LOOP
      EXECUTE format('CREATE OR REPLACE FUNCTION rs.op_%s(super, %s) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN ' || format(op.body, '$1', '$2::super'), op.name, other);
      EXECUTE format('CREATE OPERATOR pg_catalog.%s (FUNCTION = rs.op_%s, LEFTARG = super, RIGHTARG = %s)', op.sign, op.name, other);
      IF other <> 'super' THEN
        EXECUTE format('CREATE OR REPLACE FUNCTION rs.op_%s(%s, super) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN ' || format(op.body, '$1::super', '$2'), op.name, other);
        EXECUTE format('CREATE OPERATOR pg_catalog.%s (FUNCTION = rs.op_%s, LEFTARG = %s, RIGHTARG = super)', op.sign, op.name, other);
      END IF;
    END LOOP;
  END LOOP;
  CREATE OPERATOR rs.<# (FUNCTION = rs.sorts_lt, LEFTARG = super, RIGHTARG = super);
  CREATE OPERATOR rs.<=# (FUNCTION = rs.sorts_le, LEFTARG = super, RIGHTARG = super);
  CREATE OPERATOR rs.=# (FUNCTION = rs.sorts_eq, LEFTARG = super, RIGHTARG = super, MERGES);
  CREATE OPERATOR rs.>=# (FUNCTION = rs.sorts_ge, LEFTARG = super, RIGHTARG = super);
  CREATE OPERATOR rs.># (FUNCTION = rs.sorts_gt, LEFTARG = super, RIGHTARG = super);
  CREATE OPERATOR CLASS rs.super_order DEFAULT FOR TYPE super USING btree AS OPERATOR 1 rs.<#, OPERATOR 2 rs.<=#, OPERATOR 3 rs.=#, OPERATOR 4 rs.>=#,
    OPERATOR 5 rs.>#, FUNCTION 1 rs.super_cmp(super, super);
END
$do$;
