/**
 * Windows of an answer as files or records that others consume, each window once.
 *
 * <p>Start at {@link io.github.calllake.export.ExportRunner}; ARCHITECTURE.md, "Each window once", is the protocol.
 */
@NullMarked
package io.github.calllake.export;

import org.jspecify.annotations.NullMarked;
