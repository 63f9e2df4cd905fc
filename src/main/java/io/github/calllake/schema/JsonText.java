package io.github.calllake.schema;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The texts inside JSON, byte by byte where it must be and eight bytes at a time where it can.
 *
 * <p>Strict: what is not a string by RFC 8259, is not UTF-8, or holds what {@code event.StrictJson} refuses, is {@link
 * Unusual}.
 */
final class JsonText {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';

    private JsonText() {}

    /** Said of an event that the fast reader leaves to the other one. */
    static final class Unusual extends Exception {
        private static final long serialVersionUID = 1L;

        /** One for all: it has no message and no stack trace. */
        static final Unusual EVENT = new Unusual();

        private Unusual() {
            super(null, null, false, false);
        }
    }

    /** The first place from {@code from} on with a quote, a backslash, a control character or a byte beyond ASCII; else end. */
    static int plainUntil(byte[] in, int from, int end) {
        int p = from;
        while (p + Long.BYTES <= end) {
            long special = special((long) LONGS.get(in, p));
            if (special != 0) {
                return p + (Long.numberOfTrailingZeros(special) >>> 3);
            }
            p += Long.BYTES;
        }
        while (p < end && in[p] >= ' ' && in[p] != '"' && in[p] != '\\') {
            p++;
        }
        return p;
    }

    /** The lowest bit set is right; higher ones may be set for nothing. */
    private static long special(long word) {
        long quote = word ^ QUOTES;
        long backslash = word ^ BACKSLASHES;
        long found = ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | ((word - SPACES) & ~word) | word;
        return found & HIGH_BITS;
    }

    /** The place after the character that begins here, which is not ASCII. */
    static int afterUtf8(byte[] in, int at, int end) throws Unusual {
        int lead = in[at] & 0xff;
        int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || end - at < length) {
            throw Unusual.EVENT;
        }
        int second = in[at + 1] & 0xff;
        boolean overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
        boolean beyond = (lead == 0xed && second > 0x9f) || (lead == 0xf4 && second > 0x8f);
        if (overlong || beyond) {
            throw Unusual.EVENT;
        }
        for (int i = 1; i < length; i++) {
            if ((in[at + i] & 0xc0) != 0x80) {
                throw Unusual.EVENT;
            }
        }
        return at + length;
    }

    /** The place after the escape sequence that begins here with a backslash. */
    static int afterEscape(byte[] in, int at, int end) throws Unusual {
        if (at + 1 >= end) {
            throw Unusual.EVENT;
        }
        switch (in[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return at + 2;
            }
            case 'u' -> {
                int unit = unit(in, at + 2, end);
                if (unit == 0 || Character.isLowSurrogate((char) unit)) {
                    throw Unusual.EVENT;
                }
                return Character.isHighSurrogate((char) unit) ? afterLowSurrogate(in, at + 6, end) : at + 6;
            }
            default -> throw Unusual.EVENT;
        }
    }

    private static int afterLowSurrogate(byte[] in, int at, int end) throws Unusual {
        boolean escape = at + 1 < end && in[at] == '\\' && in[at + 1] == 'u';
        if (!escape || !Character.isLowSurrogate((char) unit(in, at + 2, end))) {
            throw Unusual.EVENT;
        }
        return at + 6;
    }

    private static int unit(byte[] in, int at, int end) throws Unusual {
        if (end - at < 4) {
            throw Unusual.EVENT;
        }
        int unit = 0;
        for (int i = at; i < at + 4; i++) {
            // Of ASCII alone: Character knows digits of other scripts too.
            int digit = in[i] < 0 ? -1 : Character.digit(in[i], 16);
            if (digit < 0) {
                throw Unusual.EVENT;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    /** Appends what a string's characters stand for; they have been read before, so that they are known to be right. */
    static void unescape(byte[] in, int from, int end, ByteSink to) {
        // An escape sequence is never shorter than what it stands for.
        to.ensure(end - from + Long.BYTES);
        byte[] out = to.array();
        int start = to.length();
        int q = start;
        int p = from;
        while (p < end) {
            if (p + Long.BYTES <= end) {
                long word = (long) LONGS.get(in, p);
                LONGS.set(out, q, word);
                long backslash = word ^ BACKSLASHES;
                long found = (backslash - ONES) & ~backslash & HIGH_BITS;
                int plain = found == 0 ? Long.BYTES : Long.numberOfTrailingZeros(found) >>> 3;
                p += plain;
                q += plain;
                if (found == 0) {
                    continue;
                }
            } else if (in[p] != '\\') {
                out[q++] = in[p++];
                continue;
            }
            byte escaped = in[p + 1];
            if (escaped == 'u') {
                int unit = hex(in, p + 2);
                p += 6;
                if (Character.isHighSurrogate((char) unit)) {
                    unit = Character.toCodePoint((char) unit, (char) hex(in, p + 2));
                    p += 6;
                }
                q = putUtf8(out, q, unit);
            } else {
                out[q++] = meant(escaped);
                p += 2;
            }
        }
        to.wrote(q - start);
    }

    private static int hex(byte[] in, int at) {
        int unit = 0;
        for (int i = at; i < at + 4; i++) {
            unit = unit << 4 | Character.digit(in[i], 16);
        }
        return unit;
    }

    private static byte meant(byte escaped) {
        return switch (escaped) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escaped;
        };
    }

    private static int putUtf8(byte[] out, int at, int point) {
        int q = at;
        if (point < 0x80) {
            out[q++] = (byte) point;
        } else if (point < 0x800) {
            out[q++] = (byte) (0xc0 | point >> 6);
            out[q++] = (byte) (0x80 | point & 0x3f);
        } else if (point < 0x10000) {
            out[q++] = (byte) (0xe0 | point >> 12);
            out[q++] = (byte) (0x80 | point >> 6 & 0x3f);
            out[q++] = (byte) (0x80 | point & 0x3f);
        } else {
            out[q++] = (byte) (0xf0 | point >> 18);
            out[q++] = (byte) (0x80 | point >> 12 & 0x3f);
            out[q++] = (byte) (0x80 | point >> 6 & 0x3f);
            out[q++] = (byte) (0x80 | point & 0x3f);
        }
        return q;
    }
}
