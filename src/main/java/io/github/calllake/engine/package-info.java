/** Where SQL runs: Redshift by JDBC, Athena by its SDK. */
@NullMarked
package io.github.calllake.engine;

import org.jspecify.annotations.NullMarked;
