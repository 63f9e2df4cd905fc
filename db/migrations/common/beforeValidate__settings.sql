CREATE OR REPLACE PROCEDURE "${flyway:defaultSchema}".call_lake_check_settings(p_the_schema VARCHAR(1024), p_the_kinesis_schema VARCHAR(1024), p_the_stream_name VARCHAR(1024), p_the_kinesis_region_clause VARCHAR(1024), p_the_kinesis_iam_role VARCHAR(1024), p_the_topology VARCHAR(1024), p_the_reader_role VARCHAR(1024), p_the_restricted_reader_role VARCHAR(1024))
AS $check$
DECLARE
  others INTEGER;
  the_schema VARCHAR(1024) := SUBSTRING(p_the_schema, 2);
  the_kinesis_schema VARCHAR(1024) := SUBSTRING(p_the_kinesis_schema, 2);
  the_stream_name VARCHAR(1024) := SUBSTRING(p_the_stream_name, 2);
  the_kinesis_region_clause VARCHAR(1024) := SUBSTRING(p_the_kinesis_region_clause, 2);
  the_kinesis_iam_role VARCHAR(1024) := SUBSTRING(p_the_kinesis_iam_role, 2);
  the_topology VARCHAR(1024) := SUBSTRING(p_the_topology, 2);
  the_reader_role VARCHAR(1024) := SUBSTRING(p_the_reader_role, 2);
  the_restricted_reader_role VARCHAR(1024) := SUBSTRING(p_the_restricted_reader_role, 2);
BEGIN
  IF the_schema !~ '^[a-z_][a-z0-9_]{0,100}$' THEN
    RAISE EXCEPTION 'call-lake: flyway.defaultSchema is "%", but must be a name of at most 101 lower-case letters, digits and underscores that begins with no digit', the_schema;
  END IF;
  IF the_kinesis_schema !~ '^[a-z_][a-z0-9_]{0,100}$' THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.kinesis_schema is "%", but must be a name of at most 101 lower-case letters, digits and underscores that begins with no digit', the_kinesis_schema;
  END IF;
  IF the_stream_name !~ '^[a-z0-9_.-]{1,128}$' THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.stream_name is "%", but must be the name of a stream in lower-case letters, digits, underscores, dots and hyphens: capitals break auto refresh', the_stream_name;
  END IF;
  IF the_kinesis_region_clause !~ '^(REGION ''[a-z]{2}(-[a-z]+)+-[0-9]{1,2}'')?$' THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.kinesis_region_clause is "%", but must be empty for a stream in the workgroup''s own region, or REGION ''eu-west-1'' with the word and the single quotes', the_kinesis_region_clause;
  END IF;
  IF the_kinesis_iam_role !~ '^(default|''arn:aws[a-z-]*:iam::[0-9]{12}:role/[^'']+'')$' THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.kinesis_iam_role is "%", but must be default, or a role''s ARN in single quotes: ''arn:aws:iam::111122223333:role/name''', the_kinesis_iam_role;
  END IF;
  IF the_topology !~ '^(per-detail-type|landing)$' THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.topology is "%", but must be per-detail-type or landing', the_topology;
  END IF;
  IF the_reader_role !~ '^[a-z_][a-z0-9_]{0,100}$' THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.reader_role is "%", but must be a name of at most 101 lower-case letters, digits and underscores that begins with no digit', the_reader_role;
  END IF;
  IF the_restricted_reader_role !~ '^[a-z_][a-z0-9_]{0,100}$' THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.restricted_reader_role is "%", but must be a name of at most 101 lower-case letters, digits and underscores that begins with no digit', the_restricted_reader_role;
  END IF;
  IF the_restricted_reader_role = the_reader_role THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.reader_role and flyway.placeholders.restricted_reader_role are both "%", but must differ', the_reader_role;
  END IF;
  SELECT INTO others COUNT(*) FROM svv_mv_info
  WHERE TRIM(schema_name) = the_schema
    AND TRIM(name) = CASE WHEN the_topology = 'landing' THEN 'call_analytics_metadata' ELSE 'landing' END;
  IF others > 0 THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.topology is "%", but schema "%" was migrated with the other one; docs/hot-tier.md says how to switch', the_topology, the_schema;
  END IF;
END;
$check$ LANGUAGE plpgsql;
CALL "${flyway:defaultSchema}".call_lake_check_settings($value$:${flyway:defaultSchema}$value$, $value$:${kinesis_schema}$value$, $value$:${stream_name}$value$, $value$:${kinesis_region_clause}$value$, $value$:${kinesis_iam_role}$value$, $value$:${topology}$value$, $value$:${reader_role}$value$, $value$:${restricted_reader_role}$value$);
DROP PROCEDURE "${flyway:defaultSchema}".call_lake_check_settings(p_the_schema VARCHAR(1024), p_the_kinesis_schema VARCHAR(1024), p_the_stream_name VARCHAR(1024), p_the_kinesis_region_clause VARCHAR(1024), p_the_kinesis_iam_role VARCHAR(1024), p_the_topology VARCHAR(1024), p_the_reader_role VARCHAR(1024), p_the_restricted_reader_role VARCHAR(1024));
