package io.github.calllake.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The bytes of a result's object, a few megabytes a request: a reader who takes long holds no connection, and a request that
 * fails is made again by itself. For one thread.
 */
final class ResultObject extends InputStream {

    private static final Pattern ADDRESS = Pattern.compile("s3://([^/]+)/(.+)");
    private static final int CHUNK = 4 << 20;

    private final S3Client s3;
    private final String bucket;
    private final String key;
    private final long size;
    private final String etag;
    private long fetched;
    private byte[] chunk = {};
    private int at;

    private ResultObject(S3Client s3, String bucket, String key, long size, String etag) {
        this.s3 = s3;
        this.bucket = bucket;
        this.key = key;
        this.size = size;
        this.etag = etag;
    }

    /**
     * Finds the object.
     *
     * @throws SdkException if it is not there, or not to be read
     */
    static ResultObject open(S3Client s3, String address) {
        Matcher matcher = ADDRESS.matcher(address);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Not an address in S3: " + address);
        }
        var head = s3.headObject(request -> request.bucket(matcher.group(1)).key(matcher.group(2)));
        return new ResultObject(s3, matcher.group(1), matcher.group(2), head.contentLength(), head.eTag());
    }

    @Override
    public int read() throws IOException {
        return fill() ? chunk[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - at);
        System.arraycopy(chunk, at, target, offset, count);
        at += count;
        return count;
    }

    private boolean fill() throws IOException {
        if (at < chunk.length) {
            return true;
        }
        if (fetched == size) {
            return false;
        }
        long end = Math.min(size, fetched + CHUNK) - 1;
        try {
            chunk = s3.getObjectAsBytes(request ->
                            request.bucket(bucket).key(key).ifMatch(etag).range("bytes=" + fetched + "-" + end))
                    .asByteArrayUnsafe();
        } catch (SdkException e) {
            throw new IOException("the result's object cannot be read", e);
        }
        fetched = end + 1;
        at = 0;
        return true;
    }
}
