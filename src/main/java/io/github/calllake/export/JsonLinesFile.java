package io.github.calllake.export;

import io.github.calllake.schema.ByteSink;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One JSON object a line, with every column in it, {@code null} where there is no value. */
final class JsonLinesFile implements RowFile {

    private static final int FLUSH_AT = 1 << 16;

    private final OutputStream to;
    private final TextBytes values = new TextBytes();
    private final ByteSink line = new ByteSink(FLUSH_AT + (1 << 12));
    private final List<byte[]> names = new ArrayList<>();
    private long flushed;

    JsonLinesFile(List<ExportColumn> columns, OutputStream to) {
        this.to = to;
        for (ExportColumn column : columns) {
            ByteSink name = new ByteSink(32);
            name.put((byte) (names.isEmpty() ? '{' : ','));
            TextBytes.json(column.name(), name);
            name.put((byte) ':');
            names.add(name.copy());
        }
    }

    @Override
    public void write(@Nullable Object[] row) throws IOException {
        for (int i = 0; i < row.length; i++) {
            byte[] name = names.get(i);
            line.put(name, 0, name.length);
            value(row[i]);
        }
        line.put((byte) '}');
        line.put((byte) '\n');
        if (line.length() >= FLUSH_AT) {
            flush();
        }
    }

    private void value(@Nullable Object value) {
        if (value == null) {
            TextBytes.ascii("null", line);
        } else if (value instanceof String text) {
            TextBytes.json(text, line);
        } else if (value instanceof Long || value instanceof Integer) {
            values.whole(((Number) value).longValue(), line);
        } else if (value instanceof Double number) {
            real(number);
        } else if (value instanceof Instant time) {
            line.put((byte) '"');
            values.time(time, line);
            line.put((byte) '"');
        } else if (value instanceof Boolean truth) {
            TextBytes.bool(truth, line);
        } else {
            throw new IllegalArgumentException("No text for a value of " + value.getClass());
        }
    }

    /** JSON has no word for what is no number. */
    private void real(double number) {
        if (Double.isFinite(number)) {
            TextBytes.real(number, line);
        } else {
            TextBytes.ascii("null", line);
        }
    }

    private void flush() throws IOException {
        to.write(line.array(), 0, line.length());
        flushed += line.length();
        line.truncate(0);
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
