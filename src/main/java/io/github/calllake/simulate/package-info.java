/** Seeded calls, as Amazon Chime SDK call analytics would put them on the stream: for demonstrations, tests and load. */
@NullMarked
package io.github.calllake.simulate;

import org.jspecify.annotations.NullMarked;
