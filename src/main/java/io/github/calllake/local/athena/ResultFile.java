package io.github.calllake.local.athena;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A query's rows on disk, one JSON array of texts a line, so that results need no memory. Written once, then read. */
final class ResultFile {
    private static final TypeReference<List<@Nullable String>> ROW = new TypeReference<>() {};

    private final Path file;

    ResultFile(Path file) {
        this.file = file;
    }

    /**
     * Some rows.
     *
     * @param rows a value that is null is SQL's NULL
     * @param next where the rows after them begin; empty if there are none
     */
    record Page(List<List<@Nullable String>> rows, Optional<Long> next) {}

    Writer write() throws IOException {
        return new Writer(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
    }

    /**
     * Reads rows.
     *
     * @param from 0, or the {@code next} of a page before
     * @param most how many rows at most
     */
    Page read(long from, int most) throws IOException {
        List<List<@Nullable String>> rows = new ArrayList<>();
        try (RandomAccessFile input = new RandomAccessFile(file.toFile(), "r")) {
            if (from < 0 || from > input.length()) {
                throw new IOException("No row begins there");
            }
            input.seek(from);
            try (LineReader lines = new LineReader(input, from)) {
                while (rows.size() < most) {
                    Optional<String> line = lines.next();
                    if (line.isEmpty()) {
                        break;
                    }
                    rows.add(JsonApi.JSON.readValue(line.get(), ROW));
                }
                boolean more = lines.position() < input.length();
                return new Page(rows, more ? Optional.of(lines.position()) : Optional.empty());
            }
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Appends rows. */
    static final class Writer implements AutoCloseable {
        private final BufferedWriter out;

        private Writer(BufferedWriter out) {
            this.out = out;
        }

        void add(List<@Nullable String> row) throws IOException {
            // JSON knows no raw line breaks, so a line is a row.
            out.write(JsonApi.JSON.writeValueAsString(row));
            out.write('\n');
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Lines, and the place in the file where the next one begins. */
    private static final class LineReader implements AutoCloseable {
        private final RandomAccessFile input;
        private final byte[] buffer = new byte[1 << 16];
        private final java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();
        private int length;
        private int at;
        private long position;

        LineReader(RandomAccessFile input, long position) {
            this.input = input;
            this.position = position;
        }

        Optional<String> next() throws IOException {
            line.reset();
            while (true) {
                if (at == length) {
                    length = input.read(buffer);
                    at = 0;
                    if (length <= 0) {
                        length = 0;
                        return Optional.empty();
                    }
                }
                byte b = buffer[at];
                at++;
                position++;
                if (b == '\n') {
                    return Optional.of(line.toString(StandardCharsets.UTF_8));
                }
                line.write(b);
            }
        }

        long position() {
            return position;
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }
}
