package io.github.calllake.export;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Where in a text in UTF-8 the bytes are that a format writes otherwise, looked for eight bytes at a time: most texts have none. */
final class SpecialBytes {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long COMMAS = ONES * ',';
    private static final long LINE_FEEDS = ONES * '\n';
    private static final long RETURNS = ONES * '\r';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';

    private SpecialBytes() {}

    /** The first comma, quote or end of a line; the text's length if there is none. */
    static int inCsv(byte[] text) {
        int at = 0;
        for (; at + Long.BYTES <= text.length; at += Long.BYTES) {
            long word = (long) LONGS.get(text, at);
            long found = zeros(word ^ COMMAS) | zeros(word ^ QUOTES) | zeros(word ^ LINE_FEEDS) | zeros(word ^ RETURNS);
            if ((found & HIGH_BITS) != 0) {
                return at + firstIn(found);
            }
        }
        while (at < text.length && text[at] != ',' && text[at] != '"' && text[at] != '\n' && text[at] != '\r') {
            at++;
        }
        return at;
    }

    /** The first quote from a place on; the text's length if there is none. */
    static int quote(byte[] text, int from) {
        int at = from;
        for (; at + Long.BYTES <= text.length; at += Long.BYTES) {
            long found = zeros((long) LONGS.get(text, at) ^ QUOTES);
            if ((found & HIGH_BITS) != 0) {
                return at + firstIn(found);
            }
        }
        while (at < text.length && text[at] != '"') {
            at++;
        }
        return at;
    }

    /** The first quote, backslash or control character from a place on; the text's length if there is none. */
    static int inJson(byte[] text, int from) {
        int at = from;
        for (; at + Long.BYTES <= text.length; at += Long.BYTES) {
            long word = (long) LONGS.get(text, at);
            long found = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES) | ((word - SPACES) & ~word);
            if ((found & HIGH_BITS) != 0) {
                return at + firstIn(found);
            }
        }
        while (at < text.length && !isSpecialInJson(text[at])) {
            at++;
        }
        return at;
    }

    /** Bytes of characters beyond ASCII are negative. */
    private static boolean isSpecialInJson(byte each) {
        return (each >= 0 && each < ' ') || each == '"' || each == '\\';
    }

    /** Of each byte the highest bit: set for the first that is zero, and nowhere before it. */
    private static long zeros(long word) {
        return (word - ONES) & ~word;
    }

    private static int firstIn(long found) {
        return Long.numberOfTrailingZeros(found & HIGH_BITS) >>> 3;
    }
}
