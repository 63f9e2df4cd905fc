package io.github.calllake.local;

import io.github.calllake.local.athena.LocalAthena;
import io.github.calllake.local.kinesis.LocalKinesis;
import io.github.calllake.local.redshift.LocalRedshift;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stand-ins for AWS on one machine, each behind an endpoint that the AWS SDKs and drivers take for the real one: give
 * them the endpoint, {@link #region()} and the credentials here, and path-style addresses for S3. Everything listens on
 * the loopback interface only and keeps its state in one directory.
 *
 * <p>Safe for concurrent use.
 */
public final class LocalAws implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalAws.class);

    private final Path directory;
    private final boolean temporary;
    private final DirectoryLock lock;
    private final LocalParts parts = new LocalParts();
    private final CompletableFuture<LocalKinesis> kinesis;
    private final CompletableFuture<LocalS3> s3;
    private final CompletableFuture<LocalRedshift> redshift;
    private final CompletableFuture<LocalAthena> athena;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LocalAws(Path directory, boolean temporary, DirectoryLock lock) {
        this.directory = directory;
        this.temporary = temporary;
        this.lock = lock;
        kinesis = parts.start("Kinesis", () -> LocalKinesis.start(directory.resolve("kinesis")));
        s3 = parts.start("S3", () -> LocalS3.start(s3Directory()));
        redshift = parts.start(
                "Redshift", () -> LocalRedshift.start(directory.resolve("redshift"), kinesisEndpoint(), temporary));
        athena = parts.start(
                "Athena", () -> LocalAthena.start(directory.resolve("athena"), s3Directory(), s3Endpoint()));
    }

    /**
     * Starts a stack on a directory, which is kept: the next start finds streams and buckets again.
     *
     * @param directory created if missing
     * @throws IOException if a part does not start, or another stack runs on the directory
     */
    public static LocalAws start(Path directory) throws IOException {
        return start(directory, false);
    }

    /** Starts a stack on a new temporary directory, which {@link #close()} removes. */
    public static LocalAws startTemporary() throws IOException {
        Path directory = Files.createTempDirectory("local-aws-");
        try {
            return start(directory, true);
        } catch (IOException | RuntimeException e) {
            deleteTree(directory);
            throw e;
        }
    }

    private static LocalAws start(Path directory, boolean temporary) throws IOException {
        LocalAws stack = new LocalAws(directory, temporary, DirectoryLock.take(directory));
        try {
            stack.parts.awaitStarted();
            LOG.info("On {}: Kinesis at {}, S3 at {}", directory, stack.kinesisEndpoint(), stack.s3Endpoint());
            return stack;
        } catch (IOException | RuntimeException e) {
            try {
                stack.close();
            } catch (IOException | RuntimeException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    /** Kinesis, e.g. {@code http://127.0.0.1:41234}. */
    public URI kinesisEndpoint() {
        return kinesis.join().endpoint();
    }

    /** S3; clients must use path-style addresses. */
    public URI s3Endpoint() {
        return s3.join().endpoint();
    }

    /** Redshift, for the official JDBC driver; user and password are not in it. */
    public String redshiftJdbcUrl() {
        return redshift.join().jdbcUrl();
    }

    /** The one user of the local Redshift. */
    public String redshiftUser() {
        return redshift.join().user();
    }

    /** That user's password, another one after each start. */
    public String redshiftPassword() {
        return redshift.join().password();
    }

    /** The Glue Data Catalog. */
    public URI glueEndpoint() {
        return athena.join().glueEndpoint();
    }

    /** Athena, over the tables of {@link #glueEndpoint()} and the objects of {@link #s3Endpoint()}. */
    public URI athenaEndpoint() {
        return athena.join().athenaEndpoint();
    }

    /** The region to give to clients. */
    public String region() {
        return "us-east-1";
    }

    /** An access key ID for clients that insist on one; it opens nothing. */
    public String accessKeyId() {
        return "local";
    }

    /** The secret to {@link #accessKeyId()}; it opens nothing. */
    public String secretAccessKey() {
        return "local";
    }

    /** Where all state is. */
    public Path directory() {
        return directory;
    }

    /** Where the buckets are: the object {@code key} of a bucket is the file {@code bucket/key} in it. */
    public Path s3Directory() {
        return directory.resolve("s3");
    }

    /** Stops every part, the last one started first. Does nothing the second time. */
    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try (lock) {
            parts.close();
        } finally {
            if (temporary) {
                deleteTree(directory);
            }
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (Files.notExists(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
