/** The {@code call-lake} command: nothing but wiring. */
@NullMarked
package io.github.calllake.cli;

import org.jspecify.annotations.NullMarked;
