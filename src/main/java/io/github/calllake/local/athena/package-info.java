/**
 * AWS Glue's Data Catalog and Amazon Athena on one machine: the services' HTTP protocol in front, DuckDB behind.
 *
 * <p>Strict: SQL is parsed by Trino's own parser and checked for names and types; what Athena would refuse is refused,
 * and what is not emulated fails by name.
 */
@NullMarked
package io.github.calllake.local.athena;

import org.jspecify.annotations.NullMarked;
