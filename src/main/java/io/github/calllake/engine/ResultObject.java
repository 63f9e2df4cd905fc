package io.github.calllake.engine;

import io.github.calllake.lake.S3Place;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The bytes of a result's object, a few megabytes a request: a reader who takes long holds no connection, and a request that
 * fails is made again by itself. For one thread.
 */
final class ResultObject extends InputStream {

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
        S3Place object = S3Place.require(address);
        var head = s3.headObject(request -> request.bucket(object.bucket()).key(object.prefix()));
        return new ResultObject(s3, object.bucket(), object.prefix(), head.contentLength(), head.eTag());
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
