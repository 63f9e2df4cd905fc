/**
 * Running it: {@link io.github.calllake.operations.HotTierDoctor} looks for what is wrong, {@link io.github.calllake.operations.HotTrim}
 * and {@link io.github.calllake.operations.AutoRefresh} keep the hot tier's size and cost down, and
 * {@link io.github.calllake.operations.IamPolicies} says which rights each part needs.
 */
@NullMarked
package io.github.calllake.operations;

import org.jspecify.annotations.NullMarked;
