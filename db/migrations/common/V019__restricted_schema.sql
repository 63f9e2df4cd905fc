CREATE SCHEMA IF NOT EXISTS ${flyway:defaultSchema}_restricted;
