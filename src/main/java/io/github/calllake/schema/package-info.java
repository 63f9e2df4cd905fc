/** The one definition of the columns: tables of the lake and flat views of both tiers follow from it. */
@NullMarked
package io.github.calllake.schema;

import org.jspecify.annotations.NullMarked;
