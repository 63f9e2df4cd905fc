/** Stand-ins for AWS on one machine, behind AWS's own endpoints. Nothing here knows the product. */
@NullMarked
package io.github.calllake.local;

import org.jspecify.annotations.NullMarked;
