package io.github.calllake.schema;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes what a table's columns leave of an event, in the event's shape, as {@link Unmapped} has it. The objects and arrays
 * around a leftover are written once there is one.
 *
 * <p>For one thread.
 */
final class RestWriter {

    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private final ByteSink text = new ByteSink(256);
    private byte[] in = new byte[0];
    private int depth;
    private int opened;
    private boolean[] isArray = new boolean[16];
    /** Where the key is by which a frame hangs in the one above, or -1 and the index in its array. */
    private int[] keyFrom = new int[16];

    private int[] keyTo = new int[16];
    private int[] written = new int[16];

    /** Begins with a new event. */
    void begin(byte[] event) {
        in = event;
        depth = 0;
        opened = 0;
        text.truncate(0);
        push(false, 0, 0);
    }

    /** A member of the object at hand is an object or array, and its members come now. */
    void enterMember(boolean array, int from, int to) {
        push(array, from, to);
    }

    /** An element of the array at hand is an object, and its members come now. */
    void enterElement(int index) {
        push(false, -1, index);
    }

    private void push(boolean array, int from, int to) {
        if (depth == isArray.length) {
            isArray = Arrays.copyOf(isArray, depth * 2);
            keyFrom = Arrays.copyOf(keyFrom, depth * 2);
            keyTo = Arrays.copyOf(keyTo, depth * 2);
            written = Arrays.copyOf(written, depth * 2);
        }
        isArray[depth] = array;
        keyFrom[depth] = from;
        keyTo[depth] = to;
        depth++;
    }

    /** The object at hand has ended. */
    void leaveObject() {
        depth--;
        if (opened > depth) {
            opened--;
            text.put((byte) '}');
        }
    }

    /** The array at hand has ended, with so many elements. */
    void leaveArray(int elements) {
        depth--;
        if (opened > depth) {
            nullsUpTo(depth, elements);
            opened--;
            text.put((byte) ']');
        }
    }

    /** A leftover: a member of the object at hand. */
    void member(int from, int to, int valueFrom, int valueTo) {
        while (opened < depth) {
            open();
        }
        key(depth - 1, from, to);
        text.put(in, valueFrom, valueTo - valueFrom);
    }

    private void open() {
        int frame = opened++;
        if (frame > 0 && keyFrom[frame] >= 0) {
            key(frame - 1, keyFrom[frame], keyTo[frame]);
        } else if (frame > 0) {
            nullsUpTo(frame - 1, keyTo[frame]);
            comma(frame - 1);
        }
        text.put((byte) (isArray[frame] ? '[' : '{'));
        written[frame] = 0;
    }

    private void key(int frame, int from, int to) {
        comma(frame);
        text.put((byte) '"');
        text.put(in, from, to - from);
        text.put((byte) '"');
        text.put((byte) ':');
    }

    private void nullsUpTo(int frame, int elements) {
        while (written[frame] < elements) {
            comma(frame);
            text.put(NULL, 0, NULL.length);
        }
    }

    private void comma(int frame) {
        if (written[frame]++ > 0) {
            text.put((byte) ',');
        }
    }

    /** The leftovers of the event, once its root has been left; of length 0 if there are none. */
    ByteSink text() {
        return text;
    }
}
