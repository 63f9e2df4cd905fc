package io.github.calllake.engine;

import io.github.calllake.engine.Unloaded.Part;
import io.github.calllake.lake.S3Place;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** Objects under the target of an {@link Unload}. Thread-safe. */
final class UnloadTarget {
    private final S3Client s3;
    private final Tier tier;
    private final String address;
    private final String bucket;
    private final String prefix;

    UnloadTarget(S3Client s3, Tier tier, String address) {
        S3Place place = S3Place.require(address);
        this.s3 = s3;
        this.tier = tier;
        this.address = address;
        this.bucket = place.bucket();
        this.prefix = place.prefix();
    }

    /** Both engines would refuse, in words that say less. */
    void requireEmpty() {
        List<Part> there = read(() -> list(1));
        if (!there.isEmpty()) {
            throw new QueryException(
                    tier,
                    "the target " + address + " is not empty: " + there.get(0).address()
                            + " lies there. Empty it or name another");
        }
    }

    /** All objects. */
    List<Part> objects() {
        return read(() -> list(Integer.MAX_VALUE));
    }

    private List<Part> list(int most) {
        return s3
                .listObjectsV2Paginator(
                        request -> request.bucket(bucket).prefix(prefix).maxKeys(Math.min(most, 1000)))
                .contents()
                .stream()
                .limit(most)
                .map(object -> new Part("s3://" + bucket + "/" + object.key(), object.size(), OptionalLong.empty()))
                .sorted(Comparator.comparing(Part::address))
                .toList();
    }

    /** An object's text. */
    String text(String name) {
        return read(() -> s3.getObjectAsBytes(request -> request.bucket(bucket).key(prefix + name))
                .asUtf8String());
    }

    private <T> T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (SdkException e) {
            throw new QueryException(tier, "what lies under " + address + " cannot be read", e);
        }
    }
}
