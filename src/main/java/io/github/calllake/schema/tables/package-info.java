/** The flat views as jOOQ tables, for an application's own SQL. Written from the one definition of the columns. */
@NullMarked
package io.github.calllake.schema.tables;

import org.jspecify.annotations.NullMarked;
