/** The lake's Glue database and tables, and its Athena workgroup and views. */
@NullMarked
package io.github.calllake.catalog;

import org.jspecify.annotations.NullMarked;
