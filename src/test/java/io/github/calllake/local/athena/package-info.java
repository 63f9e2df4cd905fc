@NullMarked
package io.github.calllake.local.athena;

import org.jspecify.annotations.NullMarked;
