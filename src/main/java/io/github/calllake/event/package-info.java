/** What Amazon Chime SDK call analytics sends, and reading it. */
@NullMarked
package io.github.calllake.event;

import org.jspecify.annotations.NullMarked;
