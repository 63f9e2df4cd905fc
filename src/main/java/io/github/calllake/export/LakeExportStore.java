package io.github.calllake.export;

import io.github.calllake.lake.LakeStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A prefix of a bucket. An object waits in a file on this machine until it is whole. */
final class LakeExportStore implements ExportStore {

    private static final String TYPE = "application/octet-stream";
    private static final int BUFFER = 1 << 16;

    private final LakeStore store;
    private final String prefix;

    /**
     * @param store stays the caller's to close if it is shared; {@link #close} closes it
     * @param prefix empty, or with a slash at its end
     */
    LakeExportStore(LakeStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    @Override
    public String address() {
        String address = "s3://" + store.bucket() + "/" + prefix;
        return address.substring(0, address.length() - 1);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content) {
        return store.putIfAbsent(prefix + key, content, "application/json");
    }

    @Override
    public Optional<byte[]> get(String key) {
        return store.get(prefix + key);
    }

    @Override
    public boolean exists(String key) {
        return store.exists(prefix + key);
    }

    @Override
    public List<String> list(String start, String startAfter) {
        return store.list(prefix + start, startAfter.isEmpty() ? "" : prefix + startAfter).stream()
                .map(key -> key.substring(prefix.length()))
                .toList();
    }

    @Override
    public void deleteAll(List<String> keys) {
        store.deleteAll(keys.stream().map(key -> prefix + key).toList());
    }

    /** S3 shows nothing but whole objects. */
    @Override
    public void tidy(String tidied) {
        // Nothing is left.
    }

    @Override
    public Draft create(String key) {
        try {
            return new Spooled(prefix + key);
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary file for s3://" + store.bucket() + "/" + prefix + key, e);
        }
    }

    @Override
    public void close() {
        store.close();
    }

    private final class Spooled extends Draft {

        private final String key;
        private final Path file;
        private final OutputStream out;

        Spooled(String key) throws IOException {
            this.key = key;
            this.file = Files.createTempFile("call-lake-export", ".part");
            this.out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        void commit() {
            try {
                out.close();
            } catch (IOException e) {
                throw new UncheckedIOException("Writing " + file + " failed", e);
            }
            store.put(key, file, TYPE);
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
            } finally {
                Files.deleteIfExists(file);
            }
        }
    }
}
