package io.github.calllake.local.redshift;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Messages of PostgreSQL's protocol on their way out. Not thread-safe. */
final class WireOutput {
    private final OutputStream out;

    WireOutput(OutputStream out) {
        this.out = new BufferedOutputStream(out, 1 << 15);
    }

    void message(int type, byte[] body) throws IOException {
        header(type, body.length);
        write(body, 0, body.length);
    }

    /** The start of a message whose body of that many bytes is written next. */
    void header(int type, int length) throws IOException {
        out.write(type);
        writeInt(length + WireInput.LENGTH_BYTES);
    }

    void writeInt(int value) throws IOException {
        out.write(value >>> 24);
        out.write(value >>> 16);
        out.write(value >>> 8);
        out.write(value);
    }

    void writeByte(int value) throws IOException {
        out.write(value);
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    void flush() throws IOException {
        out.flush();
    }
}
