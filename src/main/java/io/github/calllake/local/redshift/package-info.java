/**
 * A local Redshift: its SQL, its wire front and its streaming ingestion, on PostgreSQL.
 *
 * <p>The front door is {@code LocalRedshift}. What Redshift would refuse is refused here too; what is not emulated is refused by name.
 */
@NullMarked
package io.github.calllake.local.redshift;

import org.jspecify.annotations.NullMarked;
