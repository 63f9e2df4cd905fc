package io.github.calllake.simulate;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * A file that Transcribe leaves in S3 after a call: its analytics as JSON on one line, or its audio, here a second of
 * silence. Immutable.
 *
 * @param bucket the S3 bucket
 * @param key the object's key
 * @param data the object; copied in and out
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, and compared by content
public record PostCallFile(String bucket, String key, byte[] data) {
    public PostCallFile {
        requireNonNull(bucket, "bucket");
        requireNonNull(key, "key");
        data = data.clone();
    }

    /** A file of a session, at the place that events announce. */
    static PostCallFile of(String location, String sessionId, boolean redacted, String extension, byte[] data) {
        String address = address(location, sessionId, redacted, extension).substring("s3://".length());
        int slash = address.indexOf('/');
        return new PostCallFile(address.substring(0, slash), address.substring(slash + 1), data);
    }

    static String address(String location, String sessionId, boolean redacted, String extension) {
        return location + (redacted ? "/redacted-analytics/" : "/analytics/") + sessionId + extension;
    }

    /** Whether it is analytics, and not audio. */
    public boolean isJson() {
        return key.endsWith(".json");
    }

    @Override
    public byte[] data() {
        return data.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PostCallFile that
                && bucket.equals(that.bucket)
                && key.equals(that.key)
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "PostCallFile[s3://" + bucket + "/" + key + ", " + data.length + " bytes]";
    }
}
