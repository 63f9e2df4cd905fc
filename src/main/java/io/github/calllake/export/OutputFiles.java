package io.github.calllake.export;

import io.github.calllake.export.WindowOutput.OutputObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows as objects of a limited size, one after the other; at least one, though it has no rows. Where an object ends follows from the
 * rows alone.
 * For one thread; closing it abandons the object at hand.
 */
final class OutputFiles implements AutoCloseable {

    /** Of rows before compression: an object goes up in one request. */
    static final long OBJECT_BYTES = 128L << 20;

    private final ExportStore store;
    private final String stem;
    private final OutputFormat format;
    private final List<ExportColumn> columns;
    private final long objectBytes;
    private final Consumer<OutputObject> written;
    private final List<OutputObject> objects = new ArrayList<>();
    private @Nullable Open open;

    /**
     * @param stem how the objects' keys begin
     * @param written is told of each object that is whole
     */
    OutputFiles(
            ExportStore store,
            String stem,
            OutputFormat format,
            List<ExportColumn> columns,
            long objectBytes,
            Consumer<OutputObject> written) {
        this.store = store;
        this.stem = stem;
        this.format = format;
        this.columns = columns;
        this.objectBytes = objectBytes;
        this.written = written;
    }

    /**
     * Takes all rows, and gives the objects that they have become.
     *
     * @param taken is told how many rows were taken; comes often
     */
    List<OutputObject> take(ExportRows rows, LongConsumer taken) {
        long count = 0;
        try {
            while (rows.hasNext()) {
                write(rows.next());
                taken.accept(++count);
            }
            if (open != null || objects.isEmpty()) {
                end(open == null ? begin() : open);
            }
            return List.copyOf(objects);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing objects below " + store.address() + "/" + stem + " failed", e);
        }
    }

    private void write(@Nullable Object[] row) throws IOException {
        Open into = open == null ? begin() : open;
        RowFile file = Objects.requireNonNull(into.file);
        file.write(row);
        into.rows++;
        if (file.plainBytes() >= objectBytes) {
            end(into);
        }
    }

    private Open begin() throws IOException {
        String key = stem + String.format(Locale.ROOT, "-%05d.", objects.size()) + format.extension();
        Open begun = new Open(key, store.create(key));
        // In its place before anything can fail, so that it is closed.
        open = begun;
        begun.file = format.begin(columns, begun.counted);
        return begun;
    }

    private void end(Open ended) throws IOException {
        Objects.requireNonNull(ended.file).finish();
        ended.draft.commit();
        ended.close();
        open = null;
        OutputObject object = ended.object();
        objects.add(object);
        written.accept(object);
    }

    @Override
    public void close() {
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException("Abandoning " + open.key + " failed", e);
            }
        }
    }

    private static final class Open {
        private final String key;
        private final ExportStore.Draft draft;
        private final Counted counted;
        private @Nullable RowFile file;
        private long rows;

        Open(String key, ExportStore.Draft draft) {
            this.key = key;
            this.draft = draft;
            this.counted = new Counted(draft);
        }

        void close() throws IOException {
            try (draft) {
                if (file != null) {
                    file.close();
                }
            }
        }

        OutputObject object() {
            return new OutputObject(key, rows, counted.bytes, HexFormat.of().formatHex(counted.digest.digest()));
        }
    }

    /** Counts what passes through; closing it does nothing, so that what compresses can be closed. */
    private static final class Counted extends OutputStream {
        private final OutputStream to;
        private final MessageDigest digest = Sha256.digest();
        private long bytes;

        Counted(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] content, int from, int length) throws IOException {
            digest.update(content, from, length);
            bytes += length;
            to.write(content, from, length);
        }

        @Override
        public void flush() throws IOException {
            to.flush();
        }
    }
}
