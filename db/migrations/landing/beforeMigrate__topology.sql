CREATE OR REPLACE PROCEDURE "${flyway:defaultSchema}".call_lake_check_topology(p_topology VARCHAR(1024))
AS $check$
BEGIN
  IF p_topology <> 'landing' THEN
    RAISE EXCEPTION 'call-lake: flyway.placeholders.topology is "%", but the scripts are those of landing: set flyway.placeholders.topology alone and leave flyway.locations as it is', p_topology;
  END IF;
END;
$check$ LANGUAGE plpgsql;
CALL "${flyway:defaultSchema}".call_lake_check_topology('${topology}');
DROP PROCEDURE "${flyway:defaultSchema}".call_lake_check_topology(p_topology VARCHAR(1024));
