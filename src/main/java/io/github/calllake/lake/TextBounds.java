package io.github.calllake.lake;

import java.util.Arrays;
import java.util.Optional;

/**
 * Between which texts those of a column chunk lie, in few bytes: two call ids in full would be a twentieth of a small file's
 * footer, and their first letters exclude as many calls.
 *
 * @param least no text is less
 * @param greatest no text is greater
 * @see <a href="https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift">Statistics: bounds need
 *     not be values</a>
 */
@SuppressWarnings("ArrayRecordComponent") // Written once and compared by nobody.
record TextBounds(byte[] least, byte[] greatest) {

    private static final int MOST_BYTES = 64;
    /** After what the two have in common: of random ids one in a million lies beyond the last and within the bound. */
    private static final int TOLD_APART_BY = 4;

    /** Empty if they would be too long. */
    static Optional<TextBounds> of(byte[] least, byte[] greatest) {
        // One value stays exact: then readers know that every row has it.
        int common = Arrays.mismatch(least, greatest);
        TextBounds bounds = common < 0
                ? new TextBounds(least, greatest)
                : new TextBounds(below(least, common + TOLD_APART_BY), above(greatest, common + TOLD_APART_BY));
        return Optional.of(bounds).filter(TextBounds::isShort);
    }

    private boolean isShort() {
        return least.length <= MOST_BYTES && greatest.length <= MOST_BYTES;
    }

    private static byte[] below(byte[] text, int length) {
        return endsAt(text, length) ? Arrays.copyOf(text, length) : text;
    }

    private static byte[] above(byte[] text, int length) {
        if (!endsAt(text, length)) {
            return text;
        }
        byte[] greater = Arrays.copyOf(text, length);
        greater[length - 1]++;
        return greater;
    }

    /** Whether a text can be cut there and be UTF-8 still, also with its last letter the next one. */
    private static boolean endsAt(byte[] text, int length) {
        return length < text.length && text[length - 1] >= 0 && text[length - 1] < Byte.MAX_VALUE;
    }
}
