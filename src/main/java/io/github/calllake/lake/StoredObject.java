package io.github.calllake.lake;

import java.time.Instant;

/**
 * An object as a listing shows it.
 *
 * @param key its key
 * @param size its bytes
 * @param etag changes with its content
 * @param lastModified when it was written, by S3's clock
 */
public record StoredObject(String key, long size, String etag, Instant lastModified) {

    /** The part of the key after its last slash. */
    public String name() {
        return key.substring(key.lastIndexOf('/') + 1);
    }
}
