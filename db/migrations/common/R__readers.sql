-- CREATE ROLE knows no IF NOT EXISTS, and an administrator or another lake may have made the roles.
CREATE OR REPLACE PROCEDURE ${flyway:defaultSchema}.call_lake_create_reader_roles()
AS $create$
DECLARE
  role_count INTEGER;
BEGIN
  SELECT INTO role_count COUNT(*) FROM svv_roles WHERE role_name = '${reader_role}';
  IF role_count = 0 THEN
    CREATE ROLE ${reader_role};
  END IF;
  SELECT INTO role_count COUNT(*) FROM svv_roles WHERE role_name = '${restricted_reader_role}';
  IF role_count = 0 THEN
    CREATE ROLE ${restricted_reader_role};
  END IF;
END;
$create$ LANGUAGE plpgsql;
CALL ${flyway:defaultSchema}.call_lake_create_reader_roles();
DROP PROCEDURE ${flyway:defaultSchema}.call_lake_create_reader_roles();
GRANT USAGE ON SCHEMA ${flyway:defaultSchema} TO ROLE ${reader_role};
GRANT SELECT ON ${flyway:defaultSchema}.call_event TO ROLE ${reader_role};
GRANT SELECT ON ${flyway:defaultSchema}.recording TO ROLE ${reader_role};
GRANT SELECT ON ${flyway:defaultSchema}.utterance TO ROLE ${reader_role};
GRANT SELECT ON ${flyway:defaultSchema}.category_match TO ROLE ${reader_role};
GRANT SELECT ON ${flyway:defaultSchema}.transcript_result TO ROLE ${reader_role};
GRANT SELECT ON ${flyway:defaultSchema}.voice_analytics_event TO ROLE ${reader_role};
GRANT SELECT ON ${flyway:defaultSchema}.speaker_match TO ROLE ${reader_role};
GRANT SELECT ON ${flyway:defaultSchema}.voice_tone TO ROLE ${reader_role};
GRANT USAGE ON SCHEMA ${flyway:defaultSchema}_restricted TO ROLE ${restricted_reader_role};
GRANT SELECT ON ${flyway:defaultSchema}_restricted.call_event TO ROLE ${restricted_reader_role};
GRANT SELECT ON ${flyway:defaultSchema}_restricted.recording TO ROLE ${restricted_reader_role};
GRANT SELECT ON ${flyway:defaultSchema}_restricted.utterance TO ROLE ${restricted_reader_role};
GRANT SELECT ON ${flyway:defaultSchema}_restricted.category_match TO ROLE ${restricted_reader_role};
GRANT SELECT ON ${flyway:defaultSchema}_restricted.transcript_result TO ROLE ${restricted_reader_role};
GRANT SELECT ON ${flyway:defaultSchema}_restricted.voice_analytics_event TO ROLE ${restricted_reader_role};
GRANT SELECT ON ${flyway:defaultSchema}_restricted.speaker_match TO ROLE ${restricted_reader_role};
GRANT SELECT ON ${flyway:defaultSchema}_restricted.voice_tone TO ROLE ${restricted_reader_role};
