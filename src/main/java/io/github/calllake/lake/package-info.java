/**
 * What lies in S3: where it lies, the files, and the log of what was written. Knows no stream.
 *
 * <p>Start at {@link io.github.calllake.lake.LakeLayout}, which names every object.
 */
@NullMarked
package io.github.calllake.lake;

import org.jspecify.annotations.NullMarked;
