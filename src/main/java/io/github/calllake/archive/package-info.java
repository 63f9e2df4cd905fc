/**
 * From the stream to the lake: every record exactly once, or in the failed-events area with the reason.
 *
 * <p>Start at {@link io.github.calllake.archive.Archiver}.
 */
@NullMarked
package io.github.calllake.archive;

import org.jspecify.annotations.NullMarked;
