package io.github.calllake.schema;

import io.github.calllake.schema.JsonText.Unusual;
import java.util.Arrays;

/**
 * A place in JSON bytes, and the ways on from it. Accepts a part of what {@code event.StrictJson} accepts and nothing else:
 * all that is rare is {@link Unusual}.
 *
 * <p>For one thread.
 */
class JsonCursor {

    private static final int MAX_DEPTH = 100;
    private static final int MAX_OTHER_KEYS = 64;
    private static final int MAX_DIGITS = 18;
    /** Up to here a double holds every whole number, and every power of ten below is exact. */
    private static final long EXACT = 1L << 53;

    private static final double[] POWERS = new double[MAX_DIGITS + 1];
    /** A decimal number with no more fraction digits than these is written without an exponent. */
    private static final int PLAIN_SCALE = 6;

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    /** The bytes, and where the document in them ends. */
    byte[] in = new byte[0];

    int end;

    /** Of the string read last: whether it holds escape sequences. */
    boolean escaped;

    /** Of the number read last: all its digits as one number, with its sign, and how many of them are of the fraction. */
    private long digits;

    private int scale;

    /** Whether what was skipped last is written as Jackson would write it. */
    private boolean canonical;

    /** The keys of the objects at hand that no plan knows: where each lies, start and end. */
    private long[] keys = new long[64];

    private int keyCount;

    int space(int from) throws Unusual {
        int p = from;
        while (p < end && in[p] <= ' ') {
            byte c = in[p];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                throw Unusual.EVENT;
            }
            p++;
        }
        return p;
    }

    byte at(int p) throws Unusual {
        if (p >= end) {
            throw Unusual.EVENT;
        }
        return in[p];
    }

    int expect(char c, int p) throws Unusual {
        if (at(p) != c) {
            throw Unusual.EVENT;
        }
        return p + 1;
    }

    /** The place of the quote that ends a string, of which the first character is at {@code from}. */
    int string(int from) throws Unusual {
        escaped = false;
        int p = from;
        while (true) {
            p = JsonText.plainUntil(in, p, end);
            byte c = at(p);
            if (c == '"') {
                return p;
            } else if (c == '\\') {
                escaped = true;
                p = JsonText.afterEscape(in, p, end);
            } else if (c < 0) {
                p = JsonText.afterUtf8(in, p, end);
            } else {
                throw Unusual.EVENT;
            }
        }
    }

    /** A key without escape sequences, from after its opening quote; the place of its closing one. */
    int key(int from) throws Unusual {
        int p = string(from);
        if (escaped) {
            throw Unusual.EVENT;
        }
        return p;
    }

    /** From after a key to its value. */
    int colon(int afterKey) throws Unusual {
        return space(expect(':', space(afterKey)));
    }

    int literal(String word, int from) throws Unusual {
        for (int i = 0; i < word.length(); i++) {
            expect(word.charAt(i), from + i);
        }
        return from + word.length();
    }

    /** The first of the keys of an object that begins now. */
    int openKeys() {
        return keyCount;
    }

    /** Notes a key; an object must not have it twice. */
    void addKey(int first, int from, int to) throws Unusual {
        for (int i = first; i < keyCount; i++) {
            int otherFrom = (int) (keys[i] >>> 32);
            int otherTo = (int) keys[i];
            if (Arrays.equals(in, from, to, in, otherFrom, otherTo)) {
                throw Unusual.EVENT;
            }
        }
        if (keyCount - first == MAX_OTHER_KEYS) {
            throw Unusual.EVENT;
        }
        if (keyCount == keys.length) {
            keys = Arrays.copyOf(keys, keyCount * 2);
        }
        keys[keyCount++] = (long) from << 32 | to;
    }

    void closeKeys(int first) {
        keyCount = first;
    }

    /** Reads a number, and keeps its digits. */
    int number(int from) throws Unusual {
        int p = from;
        boolean negative = at(p) == '-';
        p = negative ? p + 1 : p;
        int first = p;
        long value = 0;
        while (p < end && isDigit(in[p])) {
            value = value * 10 + (in[p++] - '0');
        }
        int whole = p - first;
        if (whole == 0 || (whole > 1 && in[first] == '0') || whole > MAX_DIGITS) {
            throw Unusual.EVENT;
        }
        scale = 0;
        if (p < end && in[p] == '.') {
            int point = p++;
            while (p < end && isDigit(in[p])) {
                value = value * 10 + (in[p++] - '0');
            }
            scale = p - point - 1;
            if (scale == 0 || whole + scale > MAX_DIGITS) {
                throw Unusual.EVENT;
            }
        }
        if (p < end && (in[p] == 'e' || in[p] == 'E')) {
            throw Unusual.EVENT;
        }
        digits = negative ? -value : value;
        canonical &= !(negative && value == 0) && scale <= PLAIN_SCALE;
        return p;
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    /** The number read last as a whole one. */
    long whole() throws Unusual {
        if (scale != 0) {
            throw Unusual.EVENT;
        }
        return digits;
    }

    /** The number read last, rounded to the nearest double. */
    double decimal() {
        if (scale == 0) {
            return digits;
        }
        // Both are exact, so that the division rounds once.
        return Math.abs(digits) < EXACT
                ? digits / POWERS[scale]
                : java.math.BigDecimal.valueOf(digits, scale).doubleValue();
    }

    /** The place after a value of whatever kind. */
    int skip(int from) throws Unusual {
        return skip(from, 0);
    }

    /** The same for a value that is written as Jackson would write it; another one is unusual. */
    int skipCanonical(int from) throws Unusual {
        canonical = true;
        int p = skip(from, 0);
        if (!canonical) {
            throw Unusual.EVENT;
        }
        return p;
    }

    private int skip(int from, int depth) throws Unusual {
        return switch (at(from)) {
            case '"' -> skipString(from + 1);
            case '{' -> skipObject(from + 1, depth);
            case '[' -> skipArray(from + 1, depth);
            case 't' -> literal("true", from);
            case 'f' -> literal("false", from);
            case 'n' -> literal("null", from);
            default -> number(from);
        };
    }

    private int skipString(int from) throws Unusual {
        int close = string(from);
        if (escaped) {
            canonical &= usualEscapes(from, close);
        }
        return close + 1;
    }

    private boolean usualEscapes(int from, int to) {
        for (int p = from; p < to; p++) {
            if (in[p] == '\\') {
                p++;
                if (in[p] == '/' || in[p] == 'u') {
                    return false;
                }
            }
        }
        return true;
    }

    private int skipObject(int from, int depth) throws Unusual {
        int keysBefore = openKeys();
        int p = skipSpace(inside(from, depth));
        if (at(p) == '}') {
            return p + 1;
        }
        while (true) {
            int key = expect('"', p);
            int close = key(key);
            addKey(keysBefore, key, close);
            p = skipSpace(expect(':', skipSpace(close + 1)));
            p = skipSpace(skip(p, depth + 1));
            if (at(p) == '}') {
                closeKeys(keysBefore);
                return p + 1;
            }
            p = skipSpace(expect(',', p));
        }
    }

    private int skipArray(int from, int depth) throws Unusual {
        int p = skipSpace(inside(from, depth));
        if (at(p) == ']') {
            return p + 1;
        }
        while (true) {
            p = skipSpace(skip(p, depth + 1));
            if (at(p) == ']') {
                return p + 1;
            }
            p = skipSpace(expect(',', p));
        }
    }

    private static int inside(int from, int depth) throws Unusual {
        if (depth == MAX_DEPTH) {
            throw Unusual.EVENT;
        }
        return from;
    }

    private int skipSpace(int from) throws Unusual {
        int p = space(from);
        canonical &= p == from;
        return p;
    }

    /** Forgets what an event left half read. */
    void restart(byte[] event) {
        in = event;
        end = event.length;
        keyCount = 0;
    }
}
