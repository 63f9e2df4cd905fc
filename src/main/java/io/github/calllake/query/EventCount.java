package io.github.calllake.query;

import io.github.calllake.event.DetailType;

/**
 * How many events there are of a detail type.
 *
 * @param type the detail type
 * @param events how many; 0 is counted too
 */
public record EventCount(DetailType type, long events) {}
