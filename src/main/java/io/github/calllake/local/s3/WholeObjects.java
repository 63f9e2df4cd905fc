package io.github.calllake.local.s3;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Shows objects once they are whole, as S3 does: the store below writes each aside first, as {@code KEY-UUID} beside its key, and lists that
 * too. What looks so is hidden if an object of that key has been written within the last minute. Thread-safe.
 */
final class WholeObjects extends ForwardingBlobStore {

    private static final Pattern ASIDE = Pattern.compile("(.+)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final long KEPT_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MANY = 10_000;

    /** When a write to a bucket and a key began, or ended last. */
    private final Map<String, Long> written = new ConcurrentHashMap<>();

    WholeObjects(BlobStore store) {
        super(store);
    }

    private interface Write<T> {
        T answer();
    }

    private <T> T writing(String bucket, String key, Write<T> write) {
        String place = bucket + "/" + key;
        written.put(place, System.nanoTime());
        try {
            return write.answer();
        } finally {
            written.put(place, System.nanoTime());
            if (written.size() > MANY) {
                long now = System.nanoTime();
                written.values().removeIf(at -> now - at > KEPT_NANOS);
            }
        }
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        return writing(request.bucket(), request.key(), () -> super.putBlob(request, content));
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        return writing(request.destinationBucket(), request.destinationKey(), () -> super.copyBlob(request));
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        return writing(request.bucket(), request.key(), () -> super.completeMultipartUpload(upload, request));
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        ListObjectsV2Response listed = super.list(request);
        List<S3Object> whole = listed.contents().stream()
                .filter(object -> !isAside(request.bucket(), object.key()))
                .toList();
        return whole.size() == listed.contents().size()
                ? listed
                : listed.toBuilder().contents(whole).build();
    }

    private boolean isAside(String bucket, String key) {
        Matcher aside = ASIDE.matcher(key);
        if (!aside.matches()) {
            return false;
        }
        Long at = written.get(bucket + "/" + aside.group(1));
        return at != null && System.nanoTime() - at < KEPT_NANOS;
    }
}
