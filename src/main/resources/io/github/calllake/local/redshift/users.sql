-- Users, groups and roles. Each is a role of PostgreSQL without any power over PostgreSQL; what else Redshift knows of it is kept here.
-- A superuser of Redshift has, through rs_superuser, what every ordinary user has, and what the other superusers grant it by default.

CREATE TABLE IF NOT EXISTS rs.principal (
  role oid PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('user', 'group', 'role')),
  -- Of a role: the user who made it.
  owner oid,
  -- Of a user: MD5 of password and name, NULL where the password is disabled. PostgreSQL's own password is another one.
  md5 text, postgres_password text, valid_until timestamp,
  superuser boolean NOT NULL DEFAULT false, createdb boolean NOT NULL DEFAULT false, sees_all boolean NOT NULL DEFAULT false,
  connection_limit int, session_timeout int);

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'rs_superuser') THEN
    CREATE ROLE rs_superuser NOLOGIN;
  END IF;
  -- As in Redshift: superusers rule the schema public, and all may use it and create in it.
  ALTER SCHEMA public OWNER TO rs_superuser;
  GRANT ALL ON SCHEMA public TO PUBLIC;
  EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO rs_superuser WITH GRANT OPTION', current_database());
END
$$;

-- In whose name a statement runs: SET SESSION AUTHORIZATION is told by "role", which no SECURITY DEFINER hides.
CREATE OR REPLACE FUNCTION rs.me() RETURNS name LANGUAGE sql STABLE
  RETURN CASE WHEN current_setting('role') = 'none' THEN session_user ELSE current_setting('role')::name END;

CREATE OR REPLACE FUNCTION rs.is_superuser(name_ name) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
  RETURN EXISTS (SELECT FROM pg_roles AS r LEFT JOIN rs.principal AS p ON p.role = r.oid WHERE r.rolname = name_ AND (p.superuser OR r.rolsuper));

-- Whether system views show it what others did.
CREATE OR REPLACE FUNCTION rs.sees_all(name_ name) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
  RETURN rs.is_superuser(name_) OR EXISTS (SELECT FROM rs.principal AS p JOIN pg_roles AS r ON r.oid = p.role WHERE r.rolname = name_ AND p.sees_all);

CREATE OR REPLACE FUNCTION rs.need_superuser(what text) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT rs.is_superuser(rs.me()) THEN
    RAISE EXCEPTION 'must be superuser to %', what USING ERRCODE = '42501';
  END IF;
END
$$;

-- The one of that kind and name.
CREATE OR REPLACE FUNCTION rs.need(kind_ text, name_ text) RETURNS oid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  found_ oid := (SELECT p.role FROM rs.principal AS p JOIN pg_roles AS r ON r.oid = p.role WHERE r.rolname = name_ AND p.kind = kind_);
BEGIN
  IF found_ IS NULL THEN
    RAISE EXCEPTION '% "%" does not exist', kind_, name_ USING ERRCODE = '42704';
  END IF;
  RETURN found_;
END
$$;

CREATE OR REPLACE FUNCTION rs.exists(kind_ text, name_ text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
  RETURN EXISTS (SELECT FROM rs.principal AS p JOIN pg_roles AS r ON r.oid = p.role WHERE r.rolname = name_ AND p.kind = kind_);

-- The helpers that follow check nothing: only functions of PostgreSQL's superuser may call them.
CREATE OR REPLACE FUNCTION rs.add_principal(kind_ text, name_ text) RETURNS oid LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  there text := (SELECT coalesce(p.kind, 'role of PostgreSQL') FROM pg_roles AS r LEFT JOIN rs.principal AS p ON p.role = r.oid WHERE r.rolname = name_);
  role_ oid;
BEGIN
  IF there = kind_ THEN
    RAISE EXCEPTION '% "%" already exists', kind_, name_ USING ERRCODE = '42710';
  ELSIF there IS NOT NULL AND 'group' IN (there, kind_) THEN
    RAISE EXCEPTION 'not emulated locally: a % of the same name as the % "%"', kind_, there, name_ USING ERRCODE = '0A000';
  ELSIF there IS NOT NULL THEN
    RAISE EXCEPTION '% "%" already exists', there, name_ USING ERRCODE = '42710';
  END IF;
  EXECUTE format('CREATE ROLE %I NOLOGIN', name_);
  SELECT oid INTO role_ FROM pg_roles WHERE rolname = name_;
  INSERT INTO rs.principal (role, kind) VALUES (role_, kind_);
  RETURN role_;
END
$$;

CREATE OR REPLACE FUNCTION rs.set_superuser(name_ text, on_ boolean) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  kind_ text;
  role_ oid := (SELECT oid FROM pg_roles WHERE rolname = name_);
  other record;
BEGIN
  -- PostgreSQL allows no circles: the elder superuser also owns what the younger does, not the other way round.
  FOR other IN SELECT pg_get_userbyid(role) AS name, role FROM rs.principal WHERE superuser AND role <> role_ LOOP
    IF on_ THEN
      EXECUTE format('GRANT %I TO %I WITH INHERIT TRUE, SET TRUE',
        CASE WHEN other.role < role_ THEN name_ ELSE other.name END, CASE WHEN other.role < role_ THEN other.name ELSE name_ END);
    ELSE
      EXECUTE format('REVOKE %I FROM %I', name_, other.name);
      EXECUTE format('REVOKE %I FROM %I', other.name, name_);
    END IF;
  END LOOP;
  IF on_ THEN
    EXECUTE format('REVOKE %I FROM rs_superuser', name_);
    EXECUTE format('GRANT rs_superuser TO %I WITH INHERIT TRUE, SET TRUE', name_);
  ELSE
    EXECUTE format('REVOKE rs_superuser FROM %I', name_);
    EXECUTE format('GRANT %I TO rs_superuser WITH INHERIT TRUE, SET TRUE', name_);
  END IF;
  FOREACH kind_ IN ARRAY ARRAY['TABLES', 'SEQUENCES', 'FUNCTIONS', 'SCHEMAS'] LOOP
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I %s', name_,
      CASE WHEN on_ THEN format('GRANT ALL ON %s TO rs_superuser WITH GRANT OPTION', kind_) ELSE format('REVOKE ALL ON %s FROM rs_superuser', kind_) END);
  END LOOP;
  UPDATE rs.principal SET superuser = on_ WHERE role = role_;
END
$$;

-- Options: createdb, superuser, sees_all (booleans), md5 (text, or null to disable), valid_until (text), connection_limit, session_timeout (numbers or null),
-- groups (array of text). What is missing stays as it is.
CREATE OR REPLACE FUNCTION rs.set_user(role_ oid, options jsonb) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  name_ text := pg_get_userbyid(role_);
  was rs.principal;
BEGIN
  SELECT * INTO was FROM rs.principal WHERE role = role_;
  IF coalesce((options ->> 'superuser')::boolean, was.superuser) AND options ? 'md5' AND options ->> 'md5' IS NULL THEN
    RAISE EXCEPTION 'cannot disable the password of superuser "%"', name_ USING ERRCODE = '0A000';
  END IF;
  UPDATE rs.principal SET
    md5 = CASE WHEN options ? 'md5' THEN options ->> 'md5' ELSE md5 END,
    valid_until = CASE WHEN options ? 'valid_until' THEN (options ->> 'valid_until')::timestamp ELSE valid_until END,
    createdb = coalesce((options ->> 'createdb')::boolean, createdb),
    sees_all = coalesce((options ->> 'sees_all')::boolean, sees_all),
    connection_limit = CASE WHEN options ? 'connection_limit' THEN (options ->> 'connection_limit')::int ELSE connection_limit END,
    session_timeout = CASE WHEN options ? 'session_timeout' THEN (options ->> 'session_timeout')::int ELSE session_timeout END
  WHERE role = role_;
  IF (options ->> 'superuser')::boolean IS DISTINCT FROM was.superuser AND options ? 'superuser' THEN
    PERFORM rs.set_superuser(name_, (options ->> 'superuser')::boolean);
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION rs.join_group(group_ text, user_ text, joins boolean) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  PERFORM rs.need('user', user_);
  EXECUTE format(CASE WHEN joins THEN 'GRANT %I TO %I WITH INHERIT TRUE, SET FALSE' ELSE 'REVOKE %I FROM %I' END, group_, user_);
END
$$;

CREATE OR REPLACE FUNCTION rs.add_user(name_ text, options jsonb) RETURNS oid LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  role_ oid := rs.add_principal('user', name_);
  password_ text := gen_random_uuid()::text;
  group_ text;
BEGIN
  EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', name_, password_);
  EXECUTE format('GRANT %I TO rs_superuser WITH INHERIT TRUE, SET TRUE', name_);
  UPDATE rs.principal SET postgres_password = password_ WHERE role = role_;
  PERFORM rs.set_user(role_, options);
  FOR group_ IN SELECT jsonb_array_elements_text(options -> 'groups') LOOP
    PERFORM rs.need('group', group_);
    PERFORM rs.join_group(group_, name_, true);
  END LOOP;
  RETURN role_;
END
$$;

-- The user a namespace is made with. One that an older release made as PostgreSQL's superuser becomes an ordinary one.
CREATE OR REPLACE FUNCTION rs.set_admin(name_ text, md5_ text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  role_ oid := (SELECT oid FROM pg_roles WHERE rolname = name_);
  password_ text := gen_random_uuid()::text;
BEGIN
  IF role_ IS NULL THEN
    role_ := rs.add_user(name_, jsonb_build_object('superuser', true, 'md5', md5_));
  ELSIF NOT EXISTS (SELECT FROM rs.principal WHERE role = role_) THEN
    EXECUTE format('ALTER ROLE %I NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS LOGIN PASSWORD %L', name_, password_);
    INSERT INTO rs.principal (role, kind, postgres_password) VALUES (role_, 'user', password_);
  END IF;
  PERFORM rs.set_user(role_, jsonb_build_object('superuser', true, 'md5', md5_, 'valid_until', NULL));
END
$$;

-- What the front asks before it lets somebody in.
CREATE OR REPLACE FUNCTION rs.login(name_ text, OUT md5 text, OUT postgres_password text, OUT expired boolean, OUT superuser boolean, OUT connection_limit int,
  OUT session_timeout int) RETURNS SETOF record LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT p.md5, p.postgres_password, coalesce(p.valid_until <= now()::timestamp, false), p.superuser, p.connection_limit, p.session_timeout
  FROM rs.principal AS p JOIN pg_roles AS r ON r.oid = p.role WHERE r.rolname = name_ AND p.kind = 'user'
$$;

REVOKE EXECUTE ON FUNCTION rs.add_principal, rs.set_superuser, rs.set_user, rs.join_group, rs.add_user, rs.set_admin, rs.login FROM PUBLIC;

-- From here on each function checks who asks.
CREATE OR REPLACE FUNCTION rs.create_user(name_ text, options jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM rs.need_superuser('create users');
  PERFORM rs.add_user(name_, options);
END
$$;

CREATE OR REPLACE FUNCTION rs.alter_user(name_ text, options jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  role_ oid := rs.need('user', name_);
  own_password boolean := name_ = rs.me() AND options - 'md5' = '{}' AND options ->> 'md5' IS NOT NULL
    AND (SELECT md5 IS NOT NULL FROM rs.principal WHERE role = role_);
BEGIN
  IF NOT own_password AND NOT rs.is_superuser(rs.me()) THEN
    RAISE EXCEPTION 'permission denied' USING ERRCODE = '42501';
  END IF;
  PERFORM rs.set_user(role_, options);
END
$$;

-- A parameter's value for all sessions of a user; NULL resets it.
CREATE OR REPLACE FUNCTION rs.set_user_parameter(name_ text, parameter_ text, value_ text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM rs.need('user', name_);
  IF NOT rs.is_superuser(rs.me()) AND name_ <> rs.me() THEN
    RAISE EXCEPTION 'permission denied' USING ERRCODE = '42501';
  END IF;
  EXECUTE format(CASE WHEN value_ IS NULL THEN 'ALTER ROLE %I IN DATABASE %I RESET search_path' ELSE 'ALTER ROLE %I IN DATABASE %I SET search_path TO %s' END,
    name_, current_database(), value_);
END
$$;

CREATE OR REPLACE FUNCTION rs.rename_user(name_ text, new_name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  role_ oid := rs.need('user', name_);
BEGIN
  PERFORM rs.need_superuser('rename users');
  IF name_ = session_user THEN
    RAISE EXCEPTION 'session user may not be renamed' USING ERRCODE = '0A000';
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = new_name) THEN
    RAISE EXCEPTION 'user "%" already exists', new_name USING ERRCODE = '42710';
  END IF;
  EXECUTE format('ALTER ROLE %I RENAME TO %I', name_, new_name);
  -- The name is part of the digest.
  UPDATE rs.principal SET md5 = NULL WHERE role = role_;
END
$$;

-- PostgreSQL's role itself, when nothing hangs on it any more.
CREATE OR REPLACE FUNCTION rs.drop_principal(kind_ text, name_ text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  role_ oid := rs.need(kind_, name_);
  owns boolean := EXISTS (SELECT FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass AND refobjid = role_ AND deptype = 'o');
BEGIN
  DELETE FROM rs.principal WHERE role = role_;
  EXECUTE format('DROP ROLE %I', name_);
EXCEPTION WHEN dependent_objects_still_exist THEN
  RAISE EXCEPTION '% "%" can''t be dropped because the % %', kind_, name_, kind_,
    CASE WHEN owns THEN 'owns some object' ELSE 'has a privilege on some object' END USING ERRCODE = '55006';
END
$$;
REVOKE EXECUTE ON FUNCTION rs.drop_principal FROM PUBLIC;

CREATE OR REPLACE FUNCTION rs.drop_user(name_ text, if_exists boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM rs.need_superuser('drop users');
  IF if_exists AND NOT rs.exists('user', name_) THEN
    RETURN;
  END IF;
  PERFORM rs.need('user', name_);
  IF name_ IN (rs.me(), session_user) THEN
    RAISE EXCEPTION 'current user cannot be dropped' USING ERRCODE = '55006';
  END IF;
  PERFORM rs.set_superuser(name_, false);
  UPDATE rs.principal SET owner = (SELECT oid FROM pg_roles WHERE rolname = rs.me()) WHERE owner = (SELECT oid FROM pg_roles WHERE rolname = name_);
  PERFORM rs.drop_principal('user', name_);
END
$$;

CREATE OR REPLACE FUNCTION rs.create_group(name_ text, users text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  user_ text;
BEGIN
  PERFORM rs.need_superuser('create groups');
  PERFORM rs.add_principal('group', name_);
  FOREACH user_ IN ARRAY users LOOP
    PERFORM rs.join_group(name_, user_, true);
  END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION rs.alter_group(name_ text, joins boolean, users text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  user_ text;
BEGIN
  PERFORM rs.need_superuser('alter groups');
  PERFORM rs.need('group', name_);
  FOREACH user_ IN ARRAY users LOOP
    PERFORM rs.join_group(name_, user_, joins);
  END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION rs.drop_group(name_ text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM rs.need_superuser('drop groups');
  PERFORM rs.drop_principal('group', name_);
END
$$;

CREATE OR REPLACE FUNCTION rs.rename_principal(kind_ text, name_ text, new_name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM rs.need(kind_, name_);
  IF kind_ = 'role' THEN
    PERFORM rs.need_role_admin(name_);
  ELSE
    PERFORM rs.need_superuser('rename groups');
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = new_name) THEN
    RAISE EXCEPTION '% "%" already exists', kind_, new_name USING ERRCODE = '42710';
  END IF;
  EXECUTE format('ALTER ROLE %I RENAME TO %I', name_, new_name);
END
$$;

-- A superuser, the role's owner, or somebody it was granted to WITH ADMIN OPTION.
CREATE OR REPLACE FUNCTION rs.need_role_admin(name_ text) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  role_ oid := rs.need('role', name_);
  me oid := (SELECT oid FROM pg_roles WHERE rolname = rs.me());
BEGIN
  IF NOT rs.is_superuser(rs.me()) AND NOT EXISTS (SELECT FROM rs.principal WHERE role = role_ AND owner = me)
    AND NOT EXISTS (SELECT FROM pg_auth_members WHERE roleid = role_ AND member = me AND admin_option) THEN
    RAISE EXCEPTION 'permission denied for role %', name_ USING ERRCODE = '42501';
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION rs.create_role(name_ text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  role_ oid;
BEGIN
  PERFORM rs.need_superuser('create roles');
  role_ := rs.add_principal('role', name_);
  UPDATE rs.principal SET owner = (SELECT oid FROM pg_roles WHERE rolname = rs.me()) WHERE role = role_;
END
$$;

CREATE OR REPLACE FUNCTION rs.drop_role(name_ text, force_ boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  role_ oid := rs.need('role', name_);
  given record;
BEGIN
  PERFORM rs.need_role_admin(name_);
  FOR given IN SELECT m.roleid = role_ AS is_given, r.rolname AS granted, u.rolname AS member FROM pg_auth_members AS m
    JOIN pg_roles AS r ON r.oid = m.roleid JOIN pg_roles AS u ON u.oid = m.member WHERE role_ IN (m.roleid, m.member) LOOP
    IF NOT force_ THEN
      RAISE EXCEPTION 'cannot drop this role since it %', CASE WHEN given.is_given THEN 'has been granted on a user' ELSE 'depends on another role' END
        USING ERRCODE = '55006';
    END IF;
    EXECUTE format('REVOKE %I FROM %I', given.granted, given.member);
  END LOOP;
  PERFORM rs.drop_principal('role', name_);
END
$$;

CREATE OR REPLACE FUNCTION rs.grant_role(role_name text, kind_ text, name_ text, admin_ boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM rs.need_role_admin(role_name);
  PERFORM rs.need(kind_, name_);
  EXECUTE format('GRANT %I TO %I WITH INHERIT TRUE, SET FALSE', role_name, name_);
  IF admin_ THEN
    EXECUTE format('GRANT %I TO %I WITH ADMIN TRUE', role_name, name_);
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION rs.revoke_role(role_name text, kind_ text, name_ text, admin_only boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM rs.need_role_admin(role_name);
  PERFORM rs.need(kind_, name_);
  EXECUTE format(CASE WHEN admin_only THEN 'REVOKE ADMIN OPTION FOR %I FROM %I' ELSE 'REVOKE %I FROM %I' END, role_name, name_);
END
$$;

-- SET SESSION AUTHORIZATION; NULL leads back to who logged in.
CREATE OR REPLACE FUNCTION rs.set_session_authorization(name_ text, local_ boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF name_ IS NOT NULL AND name_ <> session_user THEN
    IF NOT rs.is_superuser(session_user) THEN
      RAISE EXCEPTION 'permission denied to set session authorization' USING ERRCODE = '42501';
    END IF;
    PERFORM rs.need('user', name_);
  END IF;
  PERFORM set_config('role', CASE WHEN name_ = session_user THEN 'none' ELSE coalesce(name_, 'none') END, local_);
END
$$;

-- Bookkeeping about a relation is for those who own it.
CREATE OR REPLACE FUNCTION rs.owns(relation_ oid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
  RETURN coalesce((SELECT pg_has_role(rs.me(), relowner, 'USAGE') FROM pg_class WHERE oid = relation_), false);

-- PostgreSQL lets whoever may create in a database have the extensions that it trusts.
CREATE OR REPLACE FUNCTION rs.refuse_extension() RETURNS event_trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) THEN
    RAISE EXCEPTION 'permission denied to create extension' USING ERRCODE = '42501';
  END IF;
END
$$;
DROP EVENT TRIGGER IF EXISTS rs_refuse_extension;
CREATE EVENT TRIGGER rs_refuse_extension ON ddl_command_start WHEN TAG IN ('CREATE EXTENSION') EXECUTE FUNCTION rs.refuse_extension();
