package io.github.calllake.schema;

import io.github.calllake.schema.RowPlan.Node;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The values of one event's row, from when they are read until the row is written: numbers, and texts as the places where
 * they lie. For one thread.
 */
final class RowSlots {

    private static final byte EMPTY = 0;
    /** In the event's own bytes. */
    static final byte IN_EVENT = 1;
    /** In {@link #texts()}. */
    static final byte IN_TEXTS = 2;
    /** In what the columns leave of the event. */
    static final byte IN_REST = 3;
    /** In {@link #stage()}. */
    static final byte STAGED = 4;

    private static final byte VALUE = 5;

    /** What escape sequences stand for. */
    private final ByteSink texts = new ByteSink(1 << 12);
    /** Arrays, as a row has them. */
    private final ByteSink stage = new ByteSink(1 << 12);

    private final ByteSink row = new ByteSink(1 << 12);
    private final ByteSink rest;
    private byte[] event = new byte[0];
    private byte[] state = new byte[0];
    private long[] slots = new long[0];

    RowSlots(ByteSink rest) {
        this.rest = rest;
    }

    /** Begins with a new event. */
    void begin(byte[] next, int count) {
        event = next;
        texts.truncate(0);
        stage.truncate(0);
        if (state.length < count) {
            state = new byte[count];
            slots = new long[count];
        }
        clear(0, count);
    }

    /** Forgets the values from one slot to before another. */
    void clear(int from, int to) {
        Arrays.fill(state, from, to, EMPTY);
    }

    ByteSink texts() {
        return texts;
    }

    ByteSink stage() {
        return stage;
    }

    boolean isEmpty(int slot) {
        return state[slot] == EMPTY;
    }

    boolean isInEvent(int slot) {
        return state[slot] == IN_EVENT;
    }

    void value(int slot, long value) {
        state[slot] = VALUE;
        slots[slot] = value;
    }

    void slice(int slot, byte where, int from, int length) {
        state[slot] = where;
        slots[slot] = (long) length << 32 | from;
    }

    void text(int slot, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int from = texts.length();
        texts.put(bytes, 0, bytes.length);
        slice(slot, IN_TEXTS, from, bytes.length);
    }

    int from(int slot) {
        return (int) slots[slot];
    }

    int length(int slot) {
        return (int) (slots[slot] >>> 32);
    }

    private byte[] source(int slot) {
        return switch (state[slot]) {
            case IN_EVENT -> event;
            case IN_TEXTS -> texts.array();
            case IN_REST -> rest.array();
            case STAGED -> stage.array();
            default -> throw new IllegalStateException("Slot " + slot + " holds no bytes");
        };
    }

    private void members(ByteSink to, Node[] members) {
        int bits = to.skip((members.length + 7) >> 3);
        for (int i = 0; i < members.length; i++) {
            Node member = members[i];
            if (state[member.slot] != EMPTY) {
                to.setBit(bits, i);
                put(to, member);
            }
        }
    }

    /** Appends a value as a row has it. */
    void put(ByteSink to, Node node) {
        switch (node.kind) {
            case TEXT -> {
                int length = length(node.slot);
                to.putInt(length);
                to.put(source(node.slot), from(node.slot), length);
            }
            case BOOLEAN -> to.put((byte) slots[node.slot]);
            case INT -> to.putInt((int) slots[node.slot]);
            case LONG -> to.putLong(slots[node.slot]);
            case STRUCT -> members(to, node.members);
            case ARRAY -> to.put(source(node.slot), from(node.slot), length(node.slot));
        }
    }

    /** The text of a slot. */
    String string(int slot) {
        return new String(source(slot), from(slot), length(slot), StandardCharsets.UTF_8);
    }

    /** The row, for the caller to keep. */
    byte[] row(Node[] columns) {
        row.truncate(0);
        members(row, columns);
        return row.copy();
    }
}
