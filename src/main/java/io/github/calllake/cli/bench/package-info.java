/** {@code call-lake bench}: measurements, each a subcommand that prints a table and what its figures are. */
@NullMarked
package io.github.calllake.cli.bench;

import org.jspecify.annotations.NullMarked;
