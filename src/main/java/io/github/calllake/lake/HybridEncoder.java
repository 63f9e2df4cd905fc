package io.github.calllake.lake;

import io.github.calllake.schema.ByteSink;

/**
 * Parquet's encoding of small numbers: runs of one value, and groups of eight packed values between them.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE">RLE / bit-packing hybrid</a>
 */
final class HybridEncoder {

    private static final int GROUP = 8;

    private HybridEncoder() {}

    /** How many bits the numbers up to this one take. */
    static int width(int greatest) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(greatest);
    }

    /** Appends the first {@code count} values, of at most {@code width} bits each. */
    static void encode(int[] values, int count, int width, ByteSink to) {
        int i = 0;
        while (i < count) {
            int run = runAt(values, i, count);
            if (run >= GROUP) {
                repeat(values[i], run, width, to);
                i += run;
            } else {
                int from = i;
                do {
                    i += GROUP;
                } while (i < count && runAt(values, i, count) < GROUP);
                i = Math.min(i, count);
                pack(values, from, i, width, to);
            }
        }
    }

    /** Appends one value, so many times. */
    static void repeat(int value, int times, int width, ByteSink to) {
        varint(times << 1, to);
        for (int shift = 0; shift < width; shift += Byte.SIZE) {
            to.put((byte) (value >>> shift));
        }
    }

    private static int runAt(int[] values, int from, int count) {
        int value = values[from];
        int i = from + 1;
        while (i < count && values[i] == value) {
            i++;
        }
        return i - from;
    }

    /** Full groups, but for the last of all, which zeros fill up. */
    private static void pack(int[] values, int from, int to, int width, ByteSink out) {
        int groups = (to - from + GROUP - 1) / GROUP;
        varint(groups << 1 | 1, out);
        long bits = 0;
        int held = 0;
        for (int i = from; i < from + groups * GROUP; i++) {
            bits |= (i < to ? (long) values[i] : 0) << held;
            held += width;
            while (held >= Byte.SIZE) {
                out.put((byte) bits);
                bits >>>= Byte.SIZE;
                held -= Byte.SIZE;
            }
        }
    }

    private static void varint(int value, ByteSink to) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            to.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        to.put((byte) rest);
    }
}
