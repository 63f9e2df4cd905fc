/** Grammars that others wrote for Redshift, and the SQL of this project that they are asked about. */
package io.github.calllake.grammar;
