package io.github.calllake.stream;

import java.util.Arrays;
import java.util.Optional;

/**
 * The fields of a protobuf message, one after another.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protobuf encoding</a>
 */
final class Protobuf {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;
    private static final int MAX_VARINT_BITS = 64;

    private final byte[] data;
    private final int end;
    private int at;

    Protobuf(byte[] data, int start, int end) {
        this.data = data;
        this.at = start;
        this.end = end;
    }

    /** The bytes are no message. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;
    }

    /**
     * A field.
     *
     * @param number its number
     * @param number64 its value, if it is a number
     * @param embedded its content, if it is text, bytes or a message
     */
    record Field(int number, Optional<Long> number64, Optional<Protobuf> embedded) {

        long value() throws MalformedException {
            return number64.orElseThrow(MalformedException::new);
        }

        Protobuf message() throws MalformedException {
            return embedded.orElseThrow(MalformedException::new);
        }
    }

    boolean hasMore() {
        return at < end;
    }

    /** What is left, as it is. */
    byte[] bytes() {
        return Arrays.copyOfRange(data, at, end);
    }

    Field next() throws MalformedException {
        long tag = varint();
        int number = (int) (tag >>> 3);
        return switch ((int) (tag & 7)) {
            case VARINT -> new Field(number, Optional.of(varint()), Optional.empty());
            case LENGTH_DELIMITED -> new Field(number, Optional.empty(), Optional.of(embedded(varint())));
            case FIXED64 -> skipped(number, Long.BYTES);
            case FIXED32 -> skipped(number, Integer.BYTES);
            default -> throw new MalformedException();
        };
    }

    private Field skipped(int number, int bytes) throws MalformedException {
        embedded(bytes);
        return new Field(number, Optional.empty(), Optional.empty());
    }

    private Protobuf embedded(long length) throws MalformedException {
        if (length < 0 || length > end - at) {
            throw new MalformedException();
        }
        int start = at;
        at += (int) length;
        return new Protobuf(data, start, at);
    }

    private long varint() throws MalformedException {
        long value = 0;
        for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
            if (at == end) {
                throw new MalformedException();
            }
            byte next = data[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedException();
    }
}
