package io.github.calllake.local.s3;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * Amazon S3 on one machine: S3Proxy over a directory, on the loopback interface. A bucket is a directory in it, an
 * object a file at {@code bucket/key}, so buckets outlive the server. Conditional writes are atomic. Clients must use
 * path-style addresses; any credentials do.
 *
 * <p>Safe for concurrent use.
 */
public final class LocalS3 implements AutoCloseable {
    private final S3Proxy proxy;

    private LocalS3(S3Proxy proxy) {
        this.proxy = proxy;
    }

    /**
     * Starts a server on a free port.
     *
     * @param directory where the buckets are or will be; created if missing
     */
    public static LocalS3 start(Path directory) throws Exception {
        S3Proxy proxy = S3Proxy.builder()
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.NONE, "", "")
                // Newer SDKs send headers that S3Proxy does not know; without this it refuses them.
                .ignoreUnknownHeaders(true)
                .blobStore(new WholeObjects(new FilesystemNio2BlobStore(
                        Files.createDirectories(directory).toRealPath().toString())))
                .build();
        proxy.start();
        return new LocalS3(proxy);
    }

    /** Where it listens. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    @Override
    public void close() throws IOException {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IOException("S3Proxy did not stop", e);
        }
    }
}
