package io.github.calllake.lake;

import java.util.Optional;

/**
 * A place in S3, or an object there. Immutable.
 *
 * @param bucket its name
 * @param prefix what stands behind the bucket in the address, an object's key for one; empty for the whole bucket
 */
public record S3Place(String bucket, String prefix) {

    private static final String SCHEME = "s3://";

    /** The place that an address names, {@code s3://bucket/prefix}; empty if it is in no bucket. */
    public static Optional<S3Place> of(String address) {
        if (!address.startsWith(SCHEME)) {
            return Optional.empty();
        }
        String[] parts = address.substring(SCHEME.length()).split("/", 2);
        return Optional.of(new S3Place(parts[0], parts.length == 1 ? "" : parts[1]));
    }

    /**
     * The same of an address that somebody has checked or AWS has given.
     *
     * @throws IllegalArgumentException if it is in no bucket
     */
    public static S3Place require(String address) {
        return of(address).orElseThrow(() -> new IllegalArgumentException("Not an address in S3: " + address));
    }

    /** How the keys below it begin, if it has no slash at its end. */
    public String keys() {
        return prefix.isEmpty() ? "" : prefix + "/";
    }
}
