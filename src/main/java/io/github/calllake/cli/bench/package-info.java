/** Side by side: the archiver and what a user would take instead, each in a process of its own, on the same events. */
@NullMarked
package io.github.calllake.cli.bench;

import org.jspecify.annotations.NullMarked;
