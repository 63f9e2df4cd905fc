package io.github.calllake.stream;

import java.time.Duration;
import java.time.Instant;

/**
 * A stream as Kinesis describes it.
 *
 * @param name its name
 * @param created when it was made, in whole milliseconds: a stream that was deleted and made anew under its name has
 *     another
 * @param retention how long it keeps a record
 * @param openShards how many shards take records
 */
public record StreamDescription(String name, Instant created, Duration retention, int openShards) {}
