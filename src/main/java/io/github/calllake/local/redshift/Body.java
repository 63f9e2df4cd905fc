package io.github.calllake.local.redshift;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the body of one message. Not thread-safe. */
final class Body {
    private final ByteBuffer bytes;

    Body(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    int remaining() {
        return bytes.remaining();
    }

    int position() {
        return bytes.position();
    }

    int readByte() throws ProtocolException {
        try {
            return bytes.get() & 0xff;
        } catch (BufferUnderflowException e) {
            throw tooShort();
        }
    }

    int readShort() throws ProtocolException {
        try {
            return bytes.getShort() & 0xffff;
        } catch (BufferUnderflowException e) {
            throw tooShort();
        }
    }

    int readInt() throws ProtocolException {
        try {
            return bytes.getInt();
        } catch (BufferUnderflowException e) {
            throw tooShort();
        }
    }

    int[] readShorts(int count) throws ProtocolException {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = readShort();
        }
        return values;
    }

    void skip(int count) throws ProtocolException {
        if (count < 0 || count > bytes.remaining()) {
            throw tooShort();
        }
        bytes.position(bytes.position() + count);
    }

    byte[] readBytes(int count) throws ProtocolException {
        int start = position();
        skip(count);
        return Arrays.copyOfRange(bytes.array(), start, start + count);
    }

    /** Text up to a zero byte; bytes that are not UTF-8 come out as replacement characters. */
    String readString() throws ProtocolException {
        return StandardCharsets.UTF_8.decode(upToZero()).toString();
    }

    /**
     * Text up to a zero byte.
     *
     * @throws RedshiftSqlException if it is not UTF-8
     */
    String readSql() throws ProtocolException {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(upToZero());
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new RedshiftSqlException("22021", "invalid byte sequence for encoding \"UTF8\"");
        }
    }

    private ByteBuffer upToZero() throws ProtocolException {
        int start = bytes.position();
        int end = start;
        while (end < bytes.limit() && bytes.get(end) != 0) {
            end++;
        }
        if (end == bytes.limit()) {
            throw tooShort();
        }
        bytes.position(end + 1);
        return bytes.duplicate().position(start).limit(end);
    }

    private static ProtocolException tooShort() {
        return new ProtocolException("invalid message format");
    }
}
