CREATE EXTERNAL SCHEMA IF NOT EXISTS ${kinesis_schema}
FROM KINESIS
IAM_ROLE ${kinesis_iam_role};
