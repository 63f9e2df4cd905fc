package io.github.calllake.local.redshift;

import io.github.calllake.local.s3.LocalS3;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An S3 that is started when it is first asked for, and its objects as the files that they are. */
final class TestS3 implements AutoCloseable {
    private final Path directory;
    private @Nullable LocalS3 s3;

    TestS3(Path directory) {
        this.directory = directory;
    }

    synchronized URI endpoint() {
        if (s3 == null) {
            try {
                s3 = LocalS3.start(directory);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return s3.endpoint();
    }

    void createBucket(String name) {
        try {
            Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of an object. */
    Path file(String bucketAndKey) {
        return directory.resolve(bucketAndKey);
    }

    /** The objects below a folder, by the rest of their keys. */
    Map<String, byte[]> objects(String folder) {
        Map<String, byte[]> objects = new TreeMap<>();
        Path top = directory.resolve(folder);
        if (!Files.exists(top)) {
            return objects;
        }
        try (Stream<Path> all = Files.walk(top)) {
            List<Path> files = all.filter(Files::isRegularFile).toList();
            for (Path file : files) {
                objects.put(top.relativize(file).toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return objects;
    }

    /** The same, as texts. */
    Map<String, String> texts(String folder) {
        Map<String, String> texts = new TreeMap<>();
        objects(folder).forEach((key, bytes) -> texts.put(key, new String(bytes, StandardCharsets.UTF_8)));
        return texts;
    }

    @Override
    public synchronized void close() throws IOException {
        if (s3 != null) {
            s3.close();
        }
    }
}
