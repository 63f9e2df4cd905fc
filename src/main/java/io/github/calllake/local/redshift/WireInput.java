package io.github.calllake.local.redshift;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Messages of PostgreSQL's protocol as they come in: a type, a length that counts itself, a body. What was written in answer is
 * flushed before each wait for more, so that neither side waits for the other. Not thread-safe.
 */
final class WireInput {
    /** The length field itself. */
    static final int LENGTH_BYTES = 4;

    private final InputStream in;
    private WireOutput answers;
    private final byte[] buffer = new byte[1 << 15];
    private int position;
    private int limit;

    WireInput(InputStream in, WireOutput answers) {
        this.in = in;
        this.answers = answers;
    }

    /** From now on, what is read here is answered there. */
    void answerTo(WireOutput other) {
        answers = other;
    }

    /** The next message's type, or -1 if the other side has closed. */
    int readType() throws IOException {
        return position < limit || fill() ? buffer[position++] & 0xff : -1;
    }

    /** Bytes that follow of the message, the length field not counted. */
    int readLength() throws IOException {
        int length = readInt() - LENGTH_BYTES;
        if (length < 0) {
            throw new ProtocolException("invalid message length");
        }
        return length;
    }

    int readInt() throws IOException {
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            int next = readType();
            if (next < 0) {
                throw new EOFException("closed within a message");
            }
            value = value << 8 | next;
        }
        return value;
    }

    byte[] readBody(int length) throws IOException {
        byte[] body = new byte[length];
        int done = 0;
        while (done < length) {
            int part = available(length - done);
            System.arraycopy(buffer, position, body, done, part);
            position += part;
            done += part;
        }
        return body;
    }

    void copyBody(int length, WireOutput to) throws IOException {
        int done = 0;
        while (done < length) {
            int part = available(length - done);
            to.write(buffer, position, part);
            position += part;
            done += part;
        }
    }

    void skipBody(int length) throws IOException {
        int done = 0;
        while (done < length) {
            int part = available(length - done);
            position += part;
            done += part;
        }
    }

    private int available(int wanted) throws IOException {
        if (position == limit && !fill()) {
            throw new EOFException("closed within a message");
        }
        return Math.min(wanted, limit - position);
    }

    private boolean fill() throws IOException {
        answers.flush();
        int read = in.read(buffer, 0, buffer.length);
        position = 0;
        limit = Math.max(read, 0);
        return read > 0;
    }
}
