/** The questions that reporting apps ask, over one tier or both. */
@NullMarked
package io.github.calllake.query;

import org.jspecify.annotations.NullMarked;
