package io.github.calllake.local.redshift;

/**
 * What a refresh does to a view's place in one shard.
 *
 * @param from what was kept before
 * @param to what is kept after
 * @param batch the records between
 */
record ShardStep(ShardPosition from, ShardPosition to, ShardBatch batch) {}
