package io.github.calllake.engine;

import io.github.calllake.schema.ByteSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Rows that lie one behind the other in a file.
 *
 * @param from where the first one begins
 * @param to where the last one ends
 */
record RowRun(FileChannel file, long from, long to) {

    private static final int BLOCK = 1 << 16;
    private static final int OBJECT = 56;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final byte NULL = 0;
    private static final byte TEXT = 1;
    private static final byte LONG = 2;
    private static final byte INT = 3;
    private static final byte DOUBLE = 4;
    private static final byte TRUE = 5;
    private static final byte FALSE = 6;
    private static final byte DECIMAL = 7;

    /** How much heap a row takes, roughly. */
    static long size(@Nullable Object[] row) {
        long size = OBJECT;
        for (Object value : row) {
            size += value instanceof String text ? OBJECT + text.length() : Integer.BYTES + Double.BYTES * 2;
        }
        return size;
    }

    /** Appends rows to a file, in their order. */
    static RowRun write(List<@Nullable Object[]> rows, FileChannel file) throws IOException {
        long from = file.size();
        file.position(from);
        ByteSink bytes = new ByteSink(BLOCK * 2);
        for (@Nullable Object[] row : rows) {
            int at = bytes.skip(Integer.BYTES);
            bytes.put((byte) (row.length >> Byte.SIZE));
            bytes.put((byte) row.length);
            for (Object value : row) {
                put(value, bytes);
            }
            bytes.setInt(at, bytes.length() - at - Integer.BYTES);
            if (bytes.length() >= BLOCK) {
                flush(bytes, file);
            }
        }
        flush(bytes, file);
        return new RowRun(file, from, file.position());
    }

    private static void flush(ByteSink bytes, FileChannel file) throws IOException {
        ByteBuffer block = ByteBuffer.wrap(bytes.array(), 0, bytes.length());
        while (block.hasRemaining()) {
            file.write(block);
        }
        bytes.truncate(0);
    }

    private static void put(@Nullable Object value, ByteSink to) {
        if (value == null) {
            to.put(NULL);
        } else if (value instanceof String text) {
            putText(TEXT, text, to);
        } else if (value instanceof Long number) {
            to.put(LONG);
            to.putLong(number);
        } else if (value instanceof Integer number) {
            to.put(INT);
            to.putInt(number);
        } else if (value instanceof Double number) {
            to.put(DOUBLE);
            to.putLong(Double.doubleToRawLongBits(number));
        } else if (value instanceof Boolean truth) {
            to.put(truth ? TRUE : FALSE);
        } else {
            putText(DECIMAL, ((BigDecimal) value).toString(), to);
        }
    }

    private static void putText(byte kind, String text, ByteSink to) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.put(kind);
        to.putInt(bytes.length);
        to.put(bytes, 0, bytes.length);
    }

    Reader reader() {
        return new Reader();
    }

    /** Reads them back, a block at a time. */
    final class Reader implements Iterator<@Nullable Object[]> {

        private byte[] block = new byte[BLOCK];
        private long position = from;
        private int at;
        private int end;

        @Override
        public boolean hasNext() {
            return at < end || position < to;
        }

        @Override
        public @Nullable Object[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            ensure(Integer.BYTES);
            int length = (int) INTS.get(block, at);
            at += Integer.BYTES;
            ensure(length);
            @Nullable Object[] row = new @Nullable Object[(block[at] & 0xFF) << Byte.SIZE | block[at + 1] & 0xFF];
            at += Short.BYTES;
            for (int i = 0; i < row.length; i++) {
                row[i] = value();
            }
            return row;
        }

        private void ensure(int bytes) {
            if (end - at >= bytes) {
                return;
            }
            byte[] to = bytes > block.length ? new byte[bytes * 2] : block;
            System.arraycopy(block, at, to, 0, end - at);
            block = to;
            end -= at;
            at = 0;
            try {
                while (end < bytes) {
                    fill();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Rows that wait on disk could not be read back", e);
            }
        }

        private void fill() throws IOException {
            int most = (int) Math.min(block.length - end, to - position);
            int read = file.read(ByteBuffer.wrap(block, end, most), position);
            if (read <= 0) {
                throw new IOException("the file is shorter than what was written to it");
            }
            position += read;
            end += read;
        }

        private @Nullable Object value() {
            return switch (block[at++]) {
                case NULL -> null;
                case TEXT -> text();
                case LONG -> bits();
                case INT -> {
                    int number = (int) INTS.get(block, at);
                    at += Integer.BYTES;
                    yield number;
                }
                case DOUBLE -> Double.longBitsToDouble(bits());
                case TRUE -> Boolean.TRUE;
                case FALSE -> Boolean.FALSE;
                default -> new BigDecimal(text());
            };
        }

        private long bits() {
            long bits = (long) LONGS.get(block, at);
            at += Long.BYTES;
            return bits;
        }

        private String text() {
            int length = (int) INTS.get(block, at);
            String text = new String(block, at + Integer.BYTES, length, StandardCharsets.UTF_8);
            at += Integer.BYTES + length;
            return text;
        }
    }
}
