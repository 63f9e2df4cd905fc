package io.github.calllake.engine;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the CSV that Athena writes of a result: every value in quotes, a quote doubled, NULL as nothing at all, rows ended
 * by a line feed. For one thread.
 */
final class CsvReader {

    private static final int BUFFER = 1 << 16;
    private static final int END = -1;
    private static final int NOTHING = -2;

    private final Reader source;
    private final char[] buffer = new char[BUFFER];
    private int at;
    private int filled;
    private int putBack = NOTHING;

    CsvReader(Reader source) {
        this.source = source;
    }

    /**
     * The next row; null after the last.
     *
     * @throws IOException if the text breaks off or is no such CSV
     */
    @Nullable
    List<@Nullable String> row() throws IOException {
        int c = read();
        if (c == END) {
            return null;
        }
        List<@Nullable String> row = new ArrayList<>();
        while (true) {
            if (c == '"') {
                row.add(quoted());
                c = read();
            } else {
                row.add(null);
            }
            if (c == '\n') {
                return row;
            }
            if (c != ',') {
                throw new IOException("the result breaks off, or is not as Athena writes it");
            }
            c = read();
        }
    }

    private String quoted() throws IOException {
        StringBuilder text = new StringBuilder();
        while (true) {
            int c = read();
            if (c == END) {
                throw new IOException("the result breaks off within a value");
            }
            if (c == '"') {
                int next = read();
                if (next != '"') {
                    putBack = next;
                    return text.toString();
                }
            }
            text.append((char) c);
        }
    }

    private int read() throws IOException {
        if (putBack != NOTHING) {
            int c = putBack;
            putBack = NOTHING;
            return c;
        }
        if (at == filled) {
            filled = Math.max(0, source.read(buffer));
            at = 0;
        }
        return filled == 0 ? END : buffer[at++];
    }
}
