/**
 * The questions that reporting applications ask, over one tier or both: {@link io.github.calllake.query.CallAnalytics}, asked with a
 * {@link io.github.calllake.query.CallFilter} or a {@link io.github.calllake.query.TimeRange}, answered with records. All times are UTC,
 * in whole milliseconds. A component that is marked {@code @Nullable} is null where the events did not say; nothing else ever is.
 */
@NullMarked
package io.github.calllake.query;

import org.jspecify.annotations.NullMarked;
