package io.github.calllake.simulate;

/**
 * An event that a call will send, not yet written out: planning is small, so that many calls can be under way at once.
 *
 * @param timeMicros when it is sent, in microseconds since 1970
 * @param members what it says
 */
record PlannedEvent(long timeMicros, Json.Members members) {}
