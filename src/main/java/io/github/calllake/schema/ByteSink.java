package io.github.calllake.schema;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that grow; numbers are little-endian. For one thread. */
public final class ByteSink {

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes;
    private int length;

    /** Empty, with room for so many bytes. */
    public ByteSink(int capacity) {
        bytes = new byte[capacity];
    }

    /** How many bytes there are. */
    public int length() {
        return length;
    }

    /** Keeps the first bytes only. */
    public void truncate(int to) {
        length = to;
    }

    /** The bytes themselves, of which {@link #length()} are filled; another array after the next growth. */
    public byte[] array() {
        return bytes;
    }

    /** The bytes, for the caller to keep. */
    public byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    /** Appends a byte. */
    public void put(byte value) {
        ensure(1);
        bytes[length++] = value;
    }

    /** Appends 4 bytes. */
    public void putInt(int value) {
        ensure(Integer.BYTES);
        INTS.set(bytes, length, value);
        length += Integer.BYTES;
    }

    /** Appends 8 bytes. */
    public void putLong(long value) {
        ensure(Long.BYTES);
        LONGS.set(bytes, length, value);
        length += Long.BYTES;
    }

    /** Appends some of another array's bytes. */
    public void put(byte[] source, int from, int count) {
        ensure(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    /** Leaves so many zeros, to be filled in by {@link #setBit} and {@link #setInt}. */
    public int skip(int count) {
        ensure(count);
        Arrays.fill(bytes, length, length + count, (byte) 0);
        length += count;
        return length - count;
    }

    /** Sets a bit of bytes that are there, from the lowest of the first on. */
    public void setBit(int at, int bit) {
        bytes[at + (bit >> 3)] |= (byte) (1 << (bit & 7));
    }

    /** Sets 4 bytes that are there. */
    public void setInt(int at, int value) {
        INTS.set(bytes, at, value);
    }

    /** Takes the last bytes, those from {@code from} on, to an earlier place, over what was there. */
    void moveTail(int from, int to) {
        if (from != to) {
            System.arraycopy(bytes, from, bytes, to, length - from);
            length -= from - to;
        }
    }

    /** Makes room, so that as many bytes can be written to {@link #array()} at {@link #length()}. */
    public void ensure(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, count)));
        }
    }

    /** Says that so many bytes were written to {@link #array()} at {@link #length()}. */
    public void wrote(int count) {
        length += count;
    }
}
