CREATE EXTERNAL SCHEMA IF NOT EXISTS ${kinesis_schema}
FROM KINESIS ${kinesis_region_clause}
IAM_ROLE ${kinesis_iam_role};
