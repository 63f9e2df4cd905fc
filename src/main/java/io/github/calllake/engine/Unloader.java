package io.github.calllake.engine;

import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Has an engine write a query's rows to S3. An unload that fails may leave objects behind, which no answer names: give the next try another
 * target, or empty this one first. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html">UNLOAD in Redshift</a>
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/unload.html">UNLOAD in Athena</a>
 */
public interface Unloader {

    /**
     * Writes the rows and waits until all are there.
     *
     * @param options as for {@link QueryEngine#open}; their timeout bounds the whole
     * @throws QueryException when the target is not empty, the engine refuses or fails the query, takes too long, or the thread is
     *     interrupted (which ends the query and leaves the thread's interrupt flag set)
     */
    Unloaded unload(Unload unload, QueryOptions options);

    /**
     * By Redshift, whose cluster or workgroup writes in the name of a role.
     *
     * @param s3 reads the manifest; not closed here
     * @param role the role's ARN, a chain of them divided by commas, or {@code default}; it needs {@code s3:PutObject} and {@code s3:ListBucket}
     * @throws IllegalArgumentException if the role is neither
     */
    static Unloader of(RedshiftEngine engine, S3Client s3, String role) {
        return new RedshiftUnloader(engine, s3, requireRole(role));
    }

    /**
     * A role that Redshift may write in the name of.
     *
     * @throws IllegalArgumentException if it is neither {@code default} nor one or more ARNs
     */
    static String requireRole(String role) {
        if (!role.equals("default") && !Roles.CHAIN.matcher(role).matches()) {
            throw new IllegalArgumentException("A role is default or arn:aws:iam::ACCOUNT:role/NAME, not " + role);
        }
        return role;
    }

    /** By Redshift, with a client of S3 by the standard AWS environment. */
    static Unloader of(RedshiftEngine engine, String role) {
        return of(engine, S3Client.create(), role);
    }

    /** By Athena, whose caller writes. */
    static Unloader of(AthenaEngine engine) {
        return new AthenaUnloader(engine);
    }

    /** What keeps a role inside its quotes. */
    final class Roles {
        private static final Pattern CHAIN = Pattern.compile(
                "arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=.@/-]+(,arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=.@/-]+)*");

        private Roles() {}
    }
}
