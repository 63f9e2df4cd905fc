package io.github.calllake.local.redshift;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds the body of one message. Not thread-safe. */
final class BodyWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    BodyWriter writeByte(int value) {
        bytes.write(value);
        return this;
    }

    BodyWriter writeShort(int value) {
        return writeByte(value >>> 8).writeByte(value);
    }

    BodyWriter writeInt(int value) {
        return writeShort(value >>> 16).writeShort(value);
    }

    BodyWriter write(byte[] value) {
        bytes.writeBytes(value);
        return this;
    }

    BodyWriter write(byte[] value, int offset, int length) {
        bytes.write(value, offset, length);
        return this;
    }

    /** Text and a zero byte. */
    BodyWriter writeString(String value) {
        return write(value.getBytes(StandardCharsets.UTF_8)).writeByte(0);
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
