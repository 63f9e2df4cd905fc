/** A Redshift for one machine: PostgreSQL behind a front that speaks to the official Redshift driver. */
@NullMarked
package io.github.calllake.local.redshift;

import org.jspecify.annotations.NullMarked;
