package io.github.calllake.export;

import io.github.calllake.schema.ByteSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values by RFC 4180, with a header. A text stands in quotes if it holds a comma, a quote or the end of a line, or
 * is empty: nothing between two commas is NULL.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
final class CsvFile implements RowFile {

    private static final int FLUSH_AT = 1 << 16;

    private final OutputStream to;
    private final TextBytes values = new TextBytes();
    private final ByteSink line = new ByteSink(FLUSH_AT + (1 << 12));
    private long flushed;

    CsvFile(List<ExportColumn> columns, OutputStream to) throws IOException {
        this.to = to;
        for (int i = 0; i < columns.size(); i++) {
            separate(i);
            text(columns.get(i).name());
        }
        end();
    }

    @Override
    public void write(@Nullable Object[] row) throws IOException {
        for (int i = 0; i < row.length; i++) {
            separate(i);
            Object value = row[i];
            if (value instanceof String text) {
                text(text);
            } else if (value instanceof Long || value instanceof Integer) {
                values.whole(((Number) value).longValue(), line);
            } else if (value instanceof Double number) {
                TextBytes.real(number, line);
            } else if (value instanceof Instant time) {
                values.time(time, line);
            } else if (value instanceof Boolean truth) {
                TextBytes.bool(truth, line);
            } else if (value != null) {
                throw new IllegalArgumentException("No text for a value of " + value.getClass());
            }
        }
        end();
    }

    private void separate(int column) {
        if (column > 0) {
            line.put((byte) ',');
        }
    }

    private void end() throws IOException {
        line.put((byte) '\r');
        line.put((byte) '\n');
        if (line.length() >= FLUSH_AT) {
            flush();
        }
    }

    private void flush() throws IOException {
        to.write(line.array(), 0, line.length());
        flushed += line.length();
        line.truncate(0);
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && SpecialBytes.inCsv(bytes) == bytes.length) {
            line.put(bytes, 0, bytes.length);
        } else {
            quoted(bytes);
        }
    }

    private void quoted(byte[] text) {
        line.put((byte) '"');
        int from = 0;
        for (int quote = SpecialBytes.quote(text, 0); quote < text.length; quote = SpecialBytes.quote(text, from)) {
            line.put(text, from, quote + 1 - from);
            line.put((byte) '"');
            from = quote + 1;
        }
        line.put(text, from, text.length - from);
        line.put((byte) '"');
    }

    @Override
    public long plainBytes() {
        return flushed + line.length();
    }

    @Override
    public void finish() throws IOException {
        flush();
        to.close();
    }

    @Override
    public void close() throws IOException {
        to.close();
    }
}
