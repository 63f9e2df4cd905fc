-- Where a type of PostgreSQL means something else in Redshift.

-- VARCHAR(n) counts bytes: https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html. A type modifier is the length plus four, or -1. A cast
-- cuts; a value on its way into a column must fit, but for blanks at its end.
CREATE OR REPLACE FUNCTION rs.varchar_bytes(value varchar, modifier int, explicit boolean) RETURNS varchar
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SUPPORT pg_catalog.varchar_support AS $$
BEGIN
  IF modifier < 4 OR octet_length(value) <= modifier - 4 THEN
    RETURN value;
  END IF;
  IF NOT explicit AND octet_length(rtrim(value, ' ')) > modifier - 4 THEN
    RAISE EXCEPTION 'value too long for type character varying(%)', modifier - 4 USING ERRCODE = '22001';
  END IF;
  RETURN rs.cut(value, modifier - 4);
END
$$;
CREATE OR REPLACE FUNCTION rs.boolean_text(boolean) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION 'cannot cast type boolean to character varying' USING ERRCODE = '42846';
END
$$;
CREATE OR REPLACE FUNCTION rs.boolean_varchar(boolean) RETURNS varchar LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION 'cannot cast type boolean to character varying' USING ERRCODE = '42846';
END
$$;
CREATE OR REPLACE FUNCTION rs.boolean_bpchar(boolean) RETURNS bpchar LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION 'cannot cast type boolean to character' USING ERRCODE = '42846';
END
$$;

UPDATE pg_cast SET castfunc = 'rs.varchar_bytes(varchar, int, boolean)'::regprocedure WHERE castsource = 'varchar'::regtype AND casttarget = 'varchar'::regtype;
UPDATE pg_cast SET castfunc = 'rs.boolean_text(boolean)'::regprocedure WHERE castsource = 'boolean'::regtype AND casttarget = 'text'::regtype;
UPDATE pg_cast SET castfunc = 'rs.boolean_varchar(boolean)'::regprocedure WHERE castsource = 'boolean'::regtype AND casttarget = 'varchar'::regtype;
UPDATE pg_cast SET castfunc = 'rs.boolean_bpchar(boolean)'::regprocedure WHERE castsource = 'boolean'::regtype AND casttarget = 'bpchar'::regtype;

-- ILIKE knows the case of ASCII letters alone: https://docs.aws.amazon.com/redshift/latest/dg/r_patternmatching_condition_like.html
CREATE OR REPLACE FUNCTION rs.ascii_ilike(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN texticlike($1 COLLATE "C", $2 COLLATE "C");
CREATE OR REPLACE FUNCTION rs.ascii_not_ilike(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN texticnlike($1 COLLATE "C", $2 COLLATE "C");
UPDATE pg_operator SET oprcode = 'rs.ascii_ilike'::regproc WHERE oid = 'pg_catalog.~~*(text, text)'::regoperator;
UPDATE pg_operator SET oprcode = 'rs.ascii_not_ilike'::regproc WHERE oid = 'pg_catalog.!~~*(text, text)'::regoperator;

-- Primary keys and unique keys are there to be read and not enforced: https://docs.aws.amazon.com/redshift/latest/dg/t_Defining_constraints.html
CREATE OR REPLACE FUNCTION rs.inform_only() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE pg_index SET indisunique = false, indimmediate = false
  FROM pg_event_trigger_ddl_commands() AS command, pg_class AS c
  WHERE command.classid = 'pg_class'::regclass AND indisunique AND c.oid = indexrelid AND (indrelid = command.objid OR indexrelid = command.objid)
    AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'rs'::regnamespace);
  -- A deferrable key lets no query leave columns out of its GROUP BY.
  UPDATE pg_constraint SET condeferrable = true
  FROM pg_index
  WHERE conindid = indexrelid AND NOT indisunique AND contype IN ('p', 'u') AND NOT condeferrable;
END
$$;
DROP EVENT TRIGGER IF EXISTS rs_inform_only;
CREATE EVENT TRIGGER rs_inform_only ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE') EXECUTE FUNCTION rs.inform_only();

-- A string is a SUPER string, JSON or not, until JSON_PARSE reads it. PostgreSQL would read a literal as JSON; here it is refused, where no rule has typed it.
CREATE OR REPLACE FUNCTION pg_catalog.super_in(cstring) RETURNS super LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'shell_in';
-- Values become SUPER on their way into a column.
UPDATE pg_cast SET castcontext = 'a' WHERE casttarget = 'super'::regtype AND castsource <> 'jsonb'::regtype;
