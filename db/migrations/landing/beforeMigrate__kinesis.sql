CREATE OR REPLACE PROCEDURE "${flyway:defaultSchema}".call_lake_check_kinesis(given_kinesis_schema VARCHAR(1024), given_stream_name VARCHAR(1024), given_kinesis_region_clause VARCHAR(1024), given_kinesis_iam_role VARCHAR(1024))
AS $check$
DECLARE
  kinesis_schema VARCHAR(1024) := SUBSTRING(given_kinesis_schema, 2);
  stream_name VARCHAR(1024) := SUBSTRING(given_stream_name, 2);
  kinesis_region_clause VARCHAR(1024) := SUBSTRING(given_kinesis_region_clause, 2);
  kinesis_iam_role VARCHAR(1024) := SUBSTRING(given_kinesis_iam_role, 2);
  other_views INTEGER;
BEGIN
  IF kinesis_schema !~ '^[a-z_][a-z0-9_]{0,100}$' THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.kinesis_schema is "%", but must be a name of at most 101 lower-case letters, digits and underscores that begins with no digit', kinesis_schema;
  END IF;
  IF stream_name !~ '^[a-z0-9_.-]{1,128}$' THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.stream_name is "%", but must be the name of a stream in lower-case letters, digits, underscores, dots and hyphens: capitals break auto refresh', stream_name;
  END IF;
  IF kinesis_region_clause !~ '^(REGION ''[a-z]{2}(-[a-z]+)+-[0-9]{1,2}'')?$' THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.kinesis_region_clause is "%", but must be empty for a stream in the workgroup''s own region, or REGION ''eu-west-1'' with the word and the single quotes', kinesis_region_clause;
  END IF;
  IF kinesis_iam_role !~ '^(default|''arn:aws[a-z-]*:iam::[0-9]{12}:role/[^'']+'')$' THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.kinesis_iam_role is "%", but must be default, or a role''s ARN in single quotes: ''arn:aws:iam::111122223333:role/name''', kinesis_iam_role;
  END IF;
  IF '${topology}' <> 'landing' THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.topology is "${topology}", but the scripts are those of landing: set flyway.placeholders.topology alone and leave flyway.locations as it is';
  END IF;
  SELECT INTO other_views COUNT(*) FROM svv_mv_info WHERE TRIM(schema_name) = '${flyway:defaultSchema}' AND TRIM(name) = 'call_analytics_metadata';
  IF other_views > 0 THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.topology is "landing", but schema "${flyway:defaultSchema}" was migrated with the other one; docs/hot-tier.md says how to switch';
  END IF;
END;
$check$ LANGUAGE plpgsql;
CALL "${flyway:defaultSchema}".call_lake_check_kinesis($value$:${kinesis_schema}$value$, $value$:${stream_name}$value$, $value$:${kinesis_region_clause}$value$, $value$:${kinesis_iam_role}$value$);
DROP PROCEDURE "${flyway:defaultSchema}".call_lake_check_kinesis(given_kinesis_schema VARCHAR(1024), given_stream_name VARCHAR(1024), given_kinesis_region_clause VARCHAR(1024), given_kinesis_iam_role VARCHAR(1024));
