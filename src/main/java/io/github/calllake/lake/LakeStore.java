package io.github.calllake.lake;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The objects of one bucket, with the few operations that the lake's promises rest on.
 *
 * <p>Leave the client's retries on: a store that closes a connection after a refused conditional put is then met again
 * without harm. Thread-safe. Every method throws {@link LakeException} if S3 refuses or cannot be reached.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional writes</a>
 */
public final class LakeStore implements AutoCloseable {

    /**
     * No put goes on for longer, so that one can be held to be over. S3 refuses a request that was signed more than 15
     * minutes ago.
     */
    private static final Duration PUT_TIMEOUT = Duration.ofMinutes(2);

    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    /** S3's own limit. */
    private static final int DELETES_A_REQUEST = 1000;

    /**
     * With the pauses between them, which grow to 20 seconds and are random, half a minute: what S3 refuses for that long is
     * better tried again by whoever asked. The SDK's own number is 4.
     */
    private static final int ATTEMPTS = 8;

    private final S3Client s3;
    private final String bucket;
    private final boolean ownsClient;
    private final RetriesInClient retries;

    /** A store on a client that the caller goes on owning: closing the store leaves it open. */
    public LakeStore(S3Client s3, String bucket) {
        this(s3, bucket, false, new RetriesInClient());
    }

    private LakeStore(S3Client s3, String bucket, boolean ownsClient, RetriesInClient retries) {
        this.s3 = s3;
        this.bucket = bucket;
        this.ownsClient = ownsClient;
        this.retries = retries;
    }

    /**
     * A store with region, credentials and endpoint from the standard AWS environment. What S3 refuses for a moment is asked up
     * to eight times, unless {@code AWS_MAX_ATTEMPTS} says otherwise.
     */
    public static LakeStore open(String bucket) {
        RetriesInClient retries = new RetriesInClient();
        S3Client s3 = S3Client.builder()
                .overrideConfiguration(override -> {
                    override.addMetricPublisher(retries);
                    if (SdkSystemSetting.AWS_MAX_ATTEMPTS.getStringValue().isEmpty()) {
                        override.retryStrategy(strategy -> strategy.maxAttempts(ATTEMPTS));
                    }
                })
                .build();
        return new LakeStore(s3, bucket, true, retries);
    }

    /** What its client has asked again; nothing is known, and so nothing counted, of a client that the caller owns. */
    public StoreRetries retries() {
        return new StoreRetries(retries.retries(), retries.throttled());
    }

    /** The bucket's name. */
    public String bucket() {
        return bucket;
    }

    /** Makes the bucket, in the client's region, unless it is there and may be used. */
    public void createBucketIfAbsent() {
        attempt("create bucket", "", () -> {
            if (bucketExists()) {
                return false;
            }
            try {
                s3.createBucket(request -> request.bucket(bucket));
                return true;
            } catch (BucketAlreadyOwnedByYouException | BucketAlreadyExistsException e) {
                // Another process was faster; whether it may be used shows now.
                s3.headBucket(request -> request.bucket(bucket));
                return false;
            }
        });
    }

    /** Writes an object, over one that is there. */
    public void put(String key, byte[] content, String contentType) {
        attempt("write", key, () -> {
            s3.putObject(putRequest(key, contentType).build(), RequestBody.fromBytes(content));
            return true;
        });
    }

    /** Writes an object with a file's content, over one that is there. At most 5 GB, and as much as goes in two minutes. */
    public void put(String key, Path content, String contentType) {
        attempt("write", key, () -> {
            s3.putObject(putRequest(key, contentType).build(), RequestBody.fromFile(content));
            return true;
        });
    }

    /**
     * Writes an object unless one is there.
     *
     * @return false if an object is there, or if another request was writing it at the same moment. After false, as after
     *     an exception, the object there may be one's own: a retry after a lost reply finds what the first try wrote.
     */
    public boolean putIfAbsent(String key, byte[] content, String contentType) {
        return attempt("write once", key, () -> {
            try {
                s3.putObject(putRequest(key, contentType).ifNoneMatch("*").build(), RequestBody.fromBytes(content));
                return true;
            } catch (S3Exception e) {
                if (e.statusCode() == PRECONDITION_FAILED || e.statusCode() == CONFLICT) {
                    return false;
                }
                throw e;
            }
        });
    }

    /** The object's content; empty if there is none. */
    public Optional<byte[]> get(String key) {
        return attempt("read", key, () -> {
            try (ResponseInputStream<GetObjectResponse> content =
                    s3.getObject(request -> request.bucket(bucket).key(key))) {
                return Optional.of(content.readAllBytes());
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            } catch (S3Exception e) {
                return afterNoReason(key, e);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    /**
     * Copies an object into a file that is not there yet.
     *
     * @throws LakeException also if there is no such object
     */
    public void copyTo(String key, Path file) {
        attempt(
                "read",
                key,
                () -> s3.getObject(request -> request.bucket(bucket).key(key), file));
    }

    /** An answer that was cut off has its status and no code, which a missing bucket has: asked without a body to lose. */
    private Optional<byte[]> afterNoReason(String key, S3Exception failure) {
        String code = failure.awsErrorDetails() == null
                ? null
                : failure.awsErrorDetails().errorCode();
        if (failure.statusCode() != NOT_FOUND || (code != null && !code.isBlank())) {
            throw failure;
        }
        return exists(key) ? get(key) : Optional.empty();
    }

    /** Whether there is an object of this key. */
    public boolean exists(String key) {
        return attempt("look up", key, () -> {
            try {
                s3.headObject(request -> request.bucket(bucket).key(key));
                return true;
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_FOUND) {
                    return false;
                }
                throw e;
            }
        });
    }

    /**
     * The keys that begin with the prefix, in order.
     *
     * @param startAfter list only keys after this one; empty lists all
     */
    public List<String> list(String prefix, String startAfter) {
        return attempt("list", prefix, () -> {
            List<String> keys = new ArrayList<>();
            for (ListObjectsV2Response page : s3.listObjectsV2Paginator(request -> {
                request.bucket(bucket).prefix(prefix);
                if (!startAfter.isEmpty()) {
                    request.startAfter(startAfter);
                }
            })) {
                page.contents().stream().map(S3Object::key).forEach(keys::add);
            }
            return keys;
        });
    }

    /** The first object whose key begins with the prefix; empty if there is none. Takes one request. */
    public Optional<String> first(String prefix) {
        return page(prefix, 1).map(S3Object::key).findFirst();
    }

    /** The first object of at most so many bytes among the first 1,000 whose keys begin with the prefix. Takes one request. */
    public Optional<String> firstUpTo(long bytes, String prefix) {
        return page(prefix, 1_000)
                .filter(object -> object.size() <= bytes)
                .map(S3Object::key)
                .findFirst();
    }

    private Stream<S3Object> page(String prefix, int keys) {
        ListObjectsV2Request request = ListObjectsV2Request.builder()
                .bucket(bucket)
                .prefix(prefix)
                .maxKeys(keys)
                .build();
        return attempt("list", prefix, () -> s3.listObjectsV2(request).contents()).stream();
    }

    /** The objects whose keys begin with the prefix, in the order of keys. */
    public List<StoredObject> listObjects(String prefix) {
        return attempt("list", prefix, () -> {
            List<StoredObject> objects = new ArrayList<>();
            for (ListObjectsV2Response page :
                    s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))) {
                page.contents()
                        .forEach(object -> objects.add(
                                new StoredObject(object.key(), object.size(), object.eTag(), object.lastModified())));
            }
            return objects;
        });
    }

    /**
     * Copies an object within the bucket, without its content passing through here.
     *
     * @return false if there is none to copy
     */
    public boolean copy(String from, String to) {
        return copy(from, to, request -> {});
    }

    /**
     * Copies an object that must still be the one that was listed.
     *
     * @throws LakeException also if it is not, or is gone
     */
    public void copyUnchanged(StoredObject from, String to) {
        if (!copy(from.key(), to, request -> request.copySourceIfMatch(from.etag()))) {
            throw new LakeException("s3://" + bucket + "/" + from.key() + " is gone");
        }
    }

    private boolean copy(String from, String to, Consumer<CopyObjectRequest.Builder> condition) {
        return attempt("copy to " + to, from, () -> {
            try {
                s3.copyObject(request -> {
                    request.sourceBucket(bucket)
                            .sourceKey(from)
                            .destinationBucket(bucket)
                            .destinationKey(to)
                            .overrideConfiguration(override -> override.apiCallTimeout(PUT_TIMEOUT));
                    condition.accept(request);
                });
                return true;
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_FOUND) {
                    return false;
                }
                throw e;
            }
        });
    }

    /** Removes objects, up to a thousand with each request; nothing happens for those that are not there. */
    public void deleteAll(List<String> keys) {
        for (int from = 0; from < keys.size(); from += DELETES_A_REQUEST) {
            List<ObjectIdentifier> some = keys.subList(from, Math.min(keys.size(), from + DELETES_A_REQUEST)).stream()
                    .map(key -> ObjectIdentifier.builder().key(key).build())
                    .toList();
            List<S3Error> errors = attempt(
                    "delete " + some.size() + " objects, the first of them",
                    some.get(0).key(),
                    () -> s3.deleteObjects(request -> request.bucket(bucket)
                                    .delete(delete -> delete.objects(some).quiet(true)))
                            .errors());
            if (!errors.isEmpty()) {
                throw new LakeException(
                        "Could not delete " + errors.size() + " of " + some.size() + " objects: s3://" + bucket + "/"
                                + errors.get(0).key() + ": " + errors.get(0).message());
            }
        }
    }

    /** Removes an object; nothing happens if there is none. */
    public void delete(String key) {
        attempt(
                "delete",
                key,
                () -> s3.deleteObject(request -> request.bucket(bucket).key(key)));
    }

    /** Closes the client if this store made it. */
    @Override
    public void close() {
        if (ownsClient) {
            s3.close();
        }
    }

    /**
     * Makes sure that the bucket is there.
     *
     * @throws LakeException if it is not, or may not be looked at
     */
    public void requireBucket() {
        if (!isBucketThere()) {
            throw new LakeException("There is no bucket " + bucket + "; make it first, or name another");
        }
    }

    /**
     * Whether there is such a bucket.
     *
     * @throws LakeException if it may not be looked at
     */
    public boolean isBucketThere() {
        return attempt("look up", "", this::bucketExists);
    }

    private boolean bucketExists() {
        try {
            s3.headBucket(request -> request.bucket(bucket));
            return true;
        } catch (NoSuchBucketException e) {
            return false;
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private PutObjectRequest.Builder putRequest(String key, String contentType) {
        return PutObjectRequest.builder()
                .bucket(bucket)
                .key(key)
                .contentType(contentType)
                .overrideConfiguration(override -> override.apiCallTimeout(PUT_TIMEOUT));
    }

    private <T> T attempt(String action, String key, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException | java.io.UncheckedIOException e) {
            throw new LakeException(
                    "Could not " + action + " s3://" + bucket + "/" + key + ": " + MissingRights.hint(e, "")
                            + e.getMessage(),
                    e);
        }
    }
}
