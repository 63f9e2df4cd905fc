package io.github.calllake.lake;

/**
 * What a store's client has had to ask S3 again, since it was opened.
 *
 * @param retries attempts that were made again, whatever the reason
 * @param throttled those of them that S3 had refused because too many came
 */
public record StoreRetries(long retries, long throttled) {}
