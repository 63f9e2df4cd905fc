CREATE EXTERNAL SCHEMA IF NOT EXISTS ${kafka_schema}
FROM KAFKA
IAM_ROLE ${kafka_iam_role}
URI '${kafka_brokers}'
AUTHENTICATION ${kafka_authentication};
