package io.github.calllake.event;

/** What reading one stream record came to: an event of a known detail type, or a failed event. */
public sealed interface DecodedEvent permits CallEvent, Undecodable {}
