package io.github.calllake.lake;

import io.github.calllake.schema.ByteSink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The distinct texts of a column chunk, numbered as they come. Rows lie by call, so that the text before is asked first. For
 * one thread.
 */
final class TextDictionary {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MIX = 0x9E3779B97F4A7C15L;

    /** The texts as Parquet's PLAIN encoding has them, each after its length. */
    private final ByteSink texts = new ByteSink(256);

    private int[] starts = new int[16];
    private int[] lengths = new int[16];
    private int size;
    private int last = -1;
    /** Hashes, and behind them the numbers of texts plus one; 0 is free. */
    private long[] table = new long[64];

    /** The number of a text, a new one if it has not been met. */
    int number(byte[] in, int from, int length) {
        if (last < 0 || !isSame(last, in, from, length)) {
            last = find(in, from, length);
        }
        return last;
    }

    private int find(byte[] in, int from, int length) {
        int hash = hash(in, from, length);
        int mask = table.length - 1;
        int at = hash & mask;
        while (table[at] != 0) {
            int candidate = (int) table[at] - 1;
            if (table[at] >> Integer.SIZE == hash && isSame(candidate, in, from, length)) {
                return candidate;
            }
            at = at + 1 & mask;
        }
        table[at] = entry(hash, size);
        return add(in, from, length);
    }

    private static long entry(int hash, int number) {
        return (long) hash << Integer.SIZE | number + 1;
    }

    private int add(byte[] in, int from, int length) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size * 2);
            lengths = Arrays.copyOf(lengths, size * 2);
        }
        texts.putInt(length);
        starts[size] = texts.length();
        lengths[size] = length;
        texts.put(in, from, length);
        size++;
        if (size * 2 > table.length) {
            grow();
        }
        return size - 1;
    }

    private void grow() {
        long[] smaller = table;
        table = new long[smaller.length * 4];
        int mask = table.length - 1;
        for (long entry : smaller) {
            if (entry != 0) {
                int at = (int) (entry >> Integer.SIZE) & mask;
                while (table[at] != 0) {
                    at = at + 1 & mask;
                }
                table[at] = entry;
            }
        }
    }

    private boolean isSame(int number, byte[] in, int from, int length) {
        int start = starts[number];
        return lengths[number] == length
                && Arrays.equals(in, from, from + length, texts.array(), start, start + length);
    }

    private static int hash(byte[] in, int from, int length) {
        long hash = length * MIX;
        int p = from;
        int end = from + length;
        while (p + Long.BYTES <= end) {
            hash = (hash ^ (long) LONGS.get(in, p)) * MIX;
            hash ^= hash >>> 32;
            p += Long.BYTES;
        }
        while (p < end) {
            hash = (hash ^ in[p++]) * MIX;
        }
        return (int) (hash ^ hash >>> 32);
    }

    int size() {
        return size;
    }

    /** Where a text begins in {@link #texts()}. */
    int start(int number) {
        return starts[number];
    }

    int length(int number) {
        return lengths[number];
    }

    /** The texts, each after its length in four bytes. */
    ByteSink texts() {
        return texts;
    }

    void clear() {
        texts.truncate(0);
        size = 0;
        last = -1;
        Arrays.fill(table, 0);
    }
}
