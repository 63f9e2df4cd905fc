CREATE OR REPLACE PROCEDURE "${flyway:defaultSchema}".call_lake_check_common(given_app_schema VARCHAR(1024), given_topology VARCHAR(1024), given_reader_role VARCHAR(1024), given_restricted_reader_role VARCHAR(1024))
AS $check$
DECLARE
  app_schema VARCHAR(1024) := SUBSTRING(given_app_schema, 2);
  topology VARCHAR(1024) := SUBSTRING(given_topology, 2);
  reader_role VARCHAR(1024) := SUBSTRING(given_reader_role, 2);
  restricted_reader_role VARCHAR(1024) := SUBSTRING(given_restricted_reader_role, 2);
BEGIN
  IF app_schema !~ '^[a-z_][a-z0-9_]{0,100}$' THEN
    RAISE EXCEPTION 'call-lake: flyway.defaultSchema is "%", but must be a name of at most 101 lower-case letters, digits and underscores that begins with no digit', app_schema;
  END IF;
  IF topology !~ '^(per-detail-type|landing|kafka)$' THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.topology is "%", but must be per-detail-type or landing', topology;
  END IF;
  IF reader_role !~ '^[a-z_][a-z0-9_]{0,100}$' THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.reader_role is "%", but must be a name of at most 101 lower-case letters, digits and underscores that begins with no digit', reader_role;
  END IF;
  IF restricted_reader_role !~ '^[a-z_][a-z0-9_]{0,100}$' THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.restricted_reader_role is "%", but must be a name of at most 101 lower-case letters, digits and underscores that begins with no digit', restricted_reader_role;
  END IF;
  IF restricted_reader_role = reader_role THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.reader_role and flyway.placeholders.restricted_reader_role are both "%", but must differ', reader_role;
  END IF;
END;
$check$ LANGUAGE plpgsql;
CALL "${flyway:defaultSchema}".call_lake_check_common($value$:${flyway:defaultSchema}$value$, $value$:${topology}$value$, $value$:${reader_role}$value$, $value$:${restricted_reader_role}$value$);
DROP PROCEDURE "${flyway:defaultSchema}".call_lake_check_common(given_app_schema VARCHAR(1024), given_topology VARCHAR(1024), given_reader_role VARCHAR(1024), given_restricted_reader_role VARCHAR(1024));
