package io.github.calllake.local;

import io.github.calllake.local.athena.LocalAthena;
import io.github.calllake.local.kinesis.LocalKinesis;
import io.github.calllake.local.redshift.ExternalPostgres;
import io.github.calllake.local.redshift.LocalRedshift;
import io.github.calllake.local.redshift.UnloadStorage;
import io.github.calllake.local.s3.LocalS3;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
    private final Optional<TemporaryDirectory> temporary;
    private final DirectoryLock lock;
    private final LocalParts parts = new LocalParts();
    private final CompletableFuture<LocalKinesis> kinesis;
    private final CompletableFuture<LocalS3> s3;
    private final CompletableFuture<LocalDynamoDb> dynamoDb;
    private final CompletableFuture<LocalRedshift> redshift;
    private final CompletableFuture<LocalAthena> athena;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LocalAws(
            Path directory,
            Optional<TemporaryDirectory> temporary,
            DirectoryLock lock,
            Optional<ExternalPostgres> postgres) {
        this.directory = directory;
        this.temporary = temporary;
        this.lock = lock;
        kinesis = parts.start("Kinesis", () -> LocalKinesis.start(directory.resolve("kinesis")));
        s3 = parts.start("S3", () -> LocalS3.start(s3Directory()));
        dynamoDb = parts.start("DynamoDB", LocalDynamoDb::start);
        redshift = parts.start(
                "Redshift",
                () -> postgres.isPresent()
                        ? LocalRedshift.start(postgres.get(), kinesisEndpoint(), unloadStorage())
                        : LocalRedshift.start(
                                directory.resolve("redshift"),
                                kinesisEndpoint(),
                                temporary.isPresent(),
                                unloadStorage()));
        athena = parts.start(
                "Athena", () -> LocalAthena.start(directory.resolve("athena"), s3Directory(), s3Endpoint()));
    }

    private UnloadStorage unloadStorage() {
        return new UnloadStorage(this::s3Endpoint, directory.resolve("tmp"));
    }

    /**
     * Starts a stack on a directory, which is kept: the next start finds streams and buckets again. Its folder {@code tmp} is
     * emptied: a process may have libraries unpack their native code there.
     *
     * @param directory created if missing
     * @throws IOException if a part does not start, or another stack runs on the directory
     */
    public static LocalAws start(Path directory) throws IOException {
        return start(directory, Optional.empty(), Optional.empty());
    }

    /**
     * Starts a stack on a directory, which is kept, with Redshift's data in a PostgreSQL of the user's.
     *
     * @param directory created if missing
     * @throws IOException if a part does not start, that PostgreSQL cannot be used, or another stack runs on the directory
     */
    public static LocalAws start(Path directory, ExternalPostgres postgres) throws IOException {
        return start(directory, Optional.empty(), Optional.of(postgres));
    }

    /** Starts a stack on a new temporary directory, which goes when the stack is closed or the JVM ends. */
    public static LocalAws startTemporary() throws IOException {
        return startTemporary(Path.of(System.getProperty("java.io.tmpdir"), "local-aws-" + UUID.randomUUID()));
    }

    /**
     * Starts a stack on a temporary directory of this name, which goes when the stack is closed or the JVM ends, whichever
     * signal ends it.
     *
     * @param directory must not exist yet
     * @throws IOException if it does, or a part does not start
     */
    public static LocalAws startTemporary(Path directory) throws IOException {
        return startTemporary(directory, Optional.empty());
    }

    /** The same, with Redshift's data in a PostgreSQL of the user's, where it stays. */
    public static LocalAws startTemporary(Path directory, ExternalPostgres postgres) throws IOException {
        return startTemporary(directory, Optional.of(postgres));
    }

    private static LocalAws startTemporary(Path directory, Optional<ExternalPostgres> postgres) throws IOException {
        TemporaryDirectory temporary = TemporaryDirectory.create(directory);
        try {
            return start(temporary.path(), Optional.of(temporary), postgres);
        } catch (IOException | RuntimeException e) {
            temporary.close();
            throw e;
        }
    }

    private static LocalAws start(
            Path directory, Optional<TemporaryDirectory> temporary, Optional<ExternalPostgres> postgres)
            throws IOException {
        // S3Proxy lists nothing below a relative path or one with dots in it.
        Path real =
                Files.createDirectories(directory.toAbsolutePath().normalize()).toRealPath();
        DirectoryLock lock = DirectoryLock.take(real);
        emptied(real.resolve("tmp"));
        LocalAws stack = new LocalAws(real, temporary, lock, postgres);
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

    /** What a process that was killed had there goes. */
    private static void emptied(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> left;
        try (Stream<Path> all = Files.walk(folder)) {
            left = all.filter(path -> !path.equals(folder))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path path : left) {
            Files.deleteIfExists(path);
        }
    }

    /** Kinesis, e.g. {@code http://127.0.0.1:41234}. */
    public URI kinesisEndpoint() {
        return kinesis.join().endpoint();
    }

    /**
     * DynamoDB. It begins to work with the first request, and keeps its tables in memory only: they go with the stack.
     */
    public URI dynamoDbEndpoint() {
        return dynamoDb.join().endpoint();
    }

    /**
     * Makes the table of an application of the Kinesis Client Library 3 that reads a stream, with a lease for each shard, so
     * that its first worker need not wait for its turn to make them, which takes up to a minute and a half. Does nothing if
     * there is such a table.
     *
     * @param application the application's name, which is its table's
     * @param stream a stream that is there
     */
    public void seedLeases(String application, String stream) {
        try (LeaseSeeder seeder = new LeaseSeeder(this)) {
            seeder.seed(application, stream);
        }
    }

    /** The Kinesis itself: its settings can be exchanged while it runs, and it counts its traffic. */
    public LocalKinesis kinesis() {
        return kinesis.join();
    }

    /** S3; clients must use path-style addresses. */
    public URI s3Endpoint() {
        return s3.join().endpoint();
    }

    /** Redshift, for the official JDBC driver; user and password are not in it. */
    public String redshiftJdbcUrl() {
        return redshift.join().jdbcUrl();
    }

    /** The superuser of the local Redshift, who makes the others. */
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
            if (temporary.isPresent()) {
                temporary.get().close();
            }
        }
    }
}
