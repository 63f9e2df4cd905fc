package io.github.calllake.export;

import java.util.Optional;

/**
 * A place in S3 as exports have it. Immutable.
 *
 * @param prefix without a slash at its end; empty for the whole bucket
 */
public record S3Place(String bucket, String prefix) {

    private static final String SCHEME = "s3://";

    /** The place that an address names, {@code s3://bucket/prefix} without a slash at its end; empty if it is in no bucket. */
    public static Optional<S3Place> of(String address) {
        if (!address.startsWith(SCHEME)) {
            return Optional.empty();
        }
        String[] parts = address.substring(SCHEME.length()).split("/", 2);
        return Optional.of(new S3Place(parts[0], parts.length == 1 ? "" : parts[1]));
    }

    /** How the keys below it begin. */
    String keys() {
        return prefix.isEmpty() ? "" : prefix + "/";
    }
}
