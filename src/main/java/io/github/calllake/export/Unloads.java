package io.github.calllake.export;

import io.github.calllake.lake.S3Place;
import java.time.Duration;
import java.util.Optional;

/**
 * Where engines may write rows for exports to read back. Immutable.
 *
 * @param work {@code s3://bucket/prefix}, which belongs to exports alone: what lies there is removed
 * @param role in whose name Redshift writes, as {@link io.github.calllake.engine.Unloader#of} has it
 * @param timeout how long an engine may take to write a query's rows
 */
public record Unloads(String work, String role, Duration timeout) {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);
    private static final String DEFAULT_ROLE = "default";

    public Unloads {
        String address = work.startsWith("s3://") ? Destination.parse(work).address() : work;
        if (S3Place.of(address).filter(place -> !place.prefix().isEmpty()).isEmpty()) {
            throw new IllegalArgumentException("engines unload to s3://bucket/prefix, not to '" + work + "'");
        }
        work = address;
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("an engine must have time to unload, not " + timeout);
        }
    }

    /** In the name of the cluster's or workgroup's default role, for up to half an hour a query. */
    public static Unloads to(String work) {
        return new Unloads(work, DEFAULT_ROLE, DEFAULT_TIMEOUT);
    }

    public Unloads withRole(String arn) {
        return new Unloads(work, arn, timeout);
    }

    public Unloads withTimeout(Duration time) {
        return new Unloads(work, role, time);
    }

    S3Place place() {
        return S3Place.of(work).orElseThrow();
    }

    /** What is wrong with an address for exports to keep something at, all of which would be removed from here; empty if nothing. */
    Optional<String> clash(String address) {
        return (address + "/").startsWith(work + "/")
                ? Optional.of("'" + address
                        + "' lies in 'work' of 'unload', where everything is removed again: name another place")
                : Optional.empty();
    }
}
