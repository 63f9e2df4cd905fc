/**
 * Reading the shards of a Kinesis data stream, and putting records to it.
 *
 * <p>Start at {@link io.github.calllake.stream.DirectStream}, which reads,
 * {@link io.github.calllake.stream.KclStream}, which reads as one of many, and
 * {@link io.github.calllake.stream.ShardConsumer}, which is given what was read.
 */
@NullMarked
package io.github.calllake.stream;

import org.jspecify.annotations.NullMarked;
