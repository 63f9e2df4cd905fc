-- Arithmetic on SUPER values: NULL where an operand is no number; + joins two strings.
-- https://docs.aws.amazon.com/redshift/latest/dg/operators-functions.html

CREATE OR REPLACE FUNCTION rs.super_number(super) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN jsonb_typeof($1::jsonb) = 'number' THEN ($1::jsonb)::numeric END;
CREATE OR REPLACE FUNCTION rs.super_plus(super, super) RETURNS super LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN jsonb_typeof($1::jsonb) = 'string' AND jsonb_typeof($2::jsonb) = 'string' THEN (rs.super_text($1) || rs.super_text($2))::super
    ELSE (rs.super_number($1) + rs.super_number($2))::super END;
CREATE OR REPLACE FUNCTION rs.super_negative(super) RETURNS super LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (- rs.super_number($1))::super;

DO $do$
DECLARE
  other text;
  op record;
BEGIN
  IF to_regoperator('pg_catalog.+(super, super)') IS NOT NULL THEN
    RETURN;
  END IF;
  FOREACH other IN ARRAY ARRAY['super', 'text', 'double precision', 'numeric'] LOOP
    FOR op IN SELECT * FROM (VALUES ('+', 'plus'), ('-', 'minus'), ('*', 'times'), ('/', 'by'), ('%', 'mod')) AS x(sign, name)
    LOOP
      CONTINUE WHEN other = 'text' AND op.sign <> '+';
      IF op.sign <> '+' OR other <> 'super' THEN
        EXECUTE format('CREATE OR REPLACE FUNCTION rs.super_%s(super, %s) RETURNS super LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN ', op.name, other)
          || CASE WHEN op.sign = '+' THEN 'rs.super_plus($1, $2::super)' ELSE format('(rs.super_number($1) %s rs.super_number($2::super))::super', op.sign) END;
      END IF;
      EXECUTE format('CREATE OPERATOR pg_catalog.%s (FUNCTION = rs.super_%s, LEFTARG = super, RIGHTARG = %s)', op.sign, op.name, other);
      IF other <> 'super' THEN
        EXECUTE format('CREATE OR REPLACE FUNCTION rs.super_%s(%s, super) RETURNS super LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN ', op.name, other)
          || CASE WHEN op.sign = '+' THEN 'rs.super_plus($1::super, $2)' ELSE format('(rs.super_number($1::super) %s rs.super_number($2))::super', op.sign) END;
        EXECUTE format('CREATE OPERATOR pg_catalog.%s (FUNCTION = rs.super_%s, LEFTARG = %s, RIGHTARG = super)', op.sign, op.name, other);
      END IF;
    END LOOP;
  END LOOP;
  CREATE OPERATOR pg_catalog.- (FUNCTION = rs.super_negative, RIGHTARG = super);
END
$do$;

DO $do$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['floor', 'ceil', 'ceiling', 'round', 'trunc', 'abs'] LOOP
    EXECUTE format('CREATE OR REPLACE FUNCTION pg_catalog.%1$s(super) RETURNS super LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN (%1$s(rs.super_number($1)))::super', name);
  END LOOP;
END
$do$;
