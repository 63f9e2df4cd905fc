package io.github.calllake.lake;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a lake is: where it lies, under which name it is catalogued, and how. It is kept at the lake's root as
 * {@code _lake.json}, where the archiver finds it as well as the catalog. Immutable.
 *
 * @param layout where the lake lies
 * @param database its Glue database
 * @param stream the Kinesis data stream that it is archived from, if that was said
 * @param postCall where Amazon Transcribe writes the files of calls that are over, {@code s3://bucket/prefix/}
 * @param scanLimitBytes how much a query in the lake's Athena workgroup may scan at most
 * @param resultsKey the KMS key that encrypts query results; empty for S3's own encryption
 * @param takeover what was there before; empty for a lake of our own making
 * @param restricted whether it has a second database, for readers who are not to see numbers, SIP headers and metadata
 */
public record LakeDefinition(
        LakeLayout layout,
        String database,
        Optional<String> stream,
        String postCall,
        long scanLimitBytes,
        Optional<String> resultsKey,
        Optional<Takeover> takeover,
        boolean restricted) {

    /** A terabyte: 5 USD in most Regions. */
    public static final long DEFAULT_SCAN_LIMIT = 1L << 40;

    /** Athena's own least limit, 10 MB. */
    private static final long LEAST_SCAN_LIMIT = 10_000_000;

    private static final Pattern DATABASE = Pattern.compile("[a-z0-9_]{1,255}");
    private static final Pattern STREAM = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");
    private static final Pattern POST_CALL = Pattern.compile("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/([^\\s]*/)?");

    public LakeDefinition {
        if (!DATABASE.matcher(database).matches()) {
            throw new IllegalArgumentException(
                    "A Glue database is named with lower-case letters, digits and underscores, not \"" + database
                            + "\"");
        }
        stream.ifPresent(name -> {
            if (!STREAM.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "A stream is named with letters, digits and _.- (a name, not an ARN), not \"" + name + "\"");
            }
        });
        postCall = postCall.endsWith("/") ? postCall : postCall + "/";
        if (!POST_CALL.matcher(postCall).matches()) {
            throw new IllegalArgumentException(
                    "Post-call files lie at an address such as s3://bucket/prefix, not at \"" + postCall + "\"");
        }
        if (scanLimitBytes < LEAST_SCAN_LIMIT) {
            throw new IllegalArgumentException("A query may be limited to " + LEAST_SCAN_LIMIT
                    + " bytes at the least, says Athena, not to " + scanLimitBytes);
        }
    }

    /** A lake of our own making with the usual settings. */
    public static LakeDefinition of(String database, LakeLayout layout) {
        return new LakeDefinition(
                layout,
                database,
                Optional.empty(),
                layout.root() + "post_call/",
                DEFAULT_SCAN_LIMIT,
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** This lake with a stream. */
    public LakeDefinition withStream(String name) {
        return new LakeDefinition(
                layout, database, Optional.of(name), postCall, scanLimitBytes, resultsKey, takeover, restricted);
    }

    /** This lake with another place of the post-call files. */
    public LakeDefinition withPostCall(String address) {
        return new LakeDefinition(layout, database, stream, address, scanLimitBytes, resultsKey, takeover, restricted);
    }

    /** This lake with another limit to what a query may scan. */
    public LakeDefinition withScanLimitBytes(long bytes) {
        return new LakeDefinition(layout, database, stream, postCall, bytes, resultsKey, takeover, restricted);
    }

    /** This lake with a KMS key for query results. */
    public LakeDefinition withResultsKey(String arn) {
        return new LakeDefinition(
                layout, database, stream, postCall, scanLimitBytes, Optional.of(arn), takeover, restricted);
    }

    /** This lake as one that was taken over. */
    public LakeDefinition withTakeover(Takeover from) {
        return new LakeDefinition(
                layout.withServiceTypes(from.serviceTypes()),
                database,
                stream,
                postCall,
                scanLimitBytes,
                resultsKey,
                Optional.of(from),
                restricted);
    }

    /** This lake with a database for restricted readers. */
    public LakeDefinition withRestricted() {
        return new LakeDefinition(layout, database, stream, postCall, scanLimitBytes, resultsKey, takeover, true);
    }

    /** How its files are written. */
    public LakeFiles files() {
        return new LakeFiles(layout, takeover);
    }

    /** What is kept at a lake's root; empty if nothing is. */
    public static Optional<LakeDefinition> read(LakeStore store, LakeLayout layout) {
        return store.get(layout.definitionKey())
                .map(content -> LakeDefinitionJson.read(content, layout, layout.addressOf(layout.definitionKey())));
    }

    /** Keeps it at the lake's root, over what is there. */
    public void write(LakeStore store) {
        store.put(layout.definitionKey(), LakeDefinitionJson.write(this), CommitJson.CONTENT_TYPE);
    }

    /** Removes it from the lake's root. */
    public void delete(LakeStore store) {
        store.delete(layout.definitionKey());
    }
}
