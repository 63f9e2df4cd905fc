package io.github.calllake.schema;

import io.github.calllake.schema.ColumnType.Array;
import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.ColumnType.Struct;
import io.github.calllake.schema.RowPlan.Node;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The keys of a JSON object, and where their values go. For one thread: it remembers in which order keys come. */
final class ObjectPlan {

    private final List<Entry> entries = new ArrayList<>();
    /** By length and first and last byte; rebuilt as entries come. */
    private Entry[][] byHash = new Entry[0][];

    /** What came first the last time. */
    @Nullable
    Entry first;

    List<Entry> entries() {
        return entries;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    Entry entry(String key) {
        for (Entry entry : entries) {
            if (entry.key.equals(key)) {
                return entry;
            }
        }
        if (entries.size() == Long.SIZE) {
            throw new IllegalStateException("More than " + Long.SIZE + " keys in an object");
        }
        Entry entry = new Entry(key, 1L << entries.size());
        entries.add(entry);
        index();
        return entry;
    }

    private void index() {
        Entry[][] index = new Entry[64][];
        for (Entry entry : entries) {
            int hash = hash(entry.bytes, 0, entry.bytes.length);
            Entry[] before = index[hash] == null ? new Entry[0] : index[hash];
            index[hash] = Arrays.copyOf(before, before.length + 1);
            index[hash][before.length] = entry;
        }
        byHash = index;
    }

    private static int hash(byte[] in, int from, int to) {
        return to == from ? 0 : ((to - from) * 7 + in[from] * 31 + in[to - 1]) & 63;
    }

    /** The entry of a key; null if it is none. */
    @Nullable
    Entry find(byte[] in, int from, int to) {
        Entry[] candidates = byHash.length == 0 ? null : byHash[hash(in, from, to)];
        if (candidates != null) {
            for (Entry entry : candidates) {
                if (Arrays.equals(in, from, to, entry.bytes, 0, entry.bytes.length)) {
                    return entry;
                }
            }
        }
        return null;
    }

    void attachPath(List<List<String>> steps, Node node, ColumnType type) {
        if (steps.size() == 1) {
            attach(steps.get(0), node, type);
            return;
        }
        for (Entry entry : spellings(steps.get(0))) {
            entry.below().attachPath(steps.subList(1, steps.size()), node, type);
        }
    }

    void attachCallKey(List<List<String>> steps, Node node) {
        if (steps.size() > 1) {
            entry(steps.get(0).get(0)).below().attachCallKey(steps.subList(1, steps.size()), node);
            return;
        }
        for (Entry entry : spellings(steps.get(0))) {
            entry.act(Action.TEXT, -1);
            entry.callKeySlot = node.slot;
        }
    }

    private void attach(List<String> keys, Node node, ColumnType type) {
        for (Entry entry : spellings(keys)) {
            if (type instanceof Struct struct) {
                entry.below().attachMembers(struct, node);
                entry.holdObject(node.slot);
            } else if (type instanceof Array array) {
                entry.act(Action.ARRAY, node.slot);
                entry.array = node;
                attachElement(entry, array, node);
            } else {
                entry.act(actionOf((Scalar) type), node.slot);
            }
        }
    }

    private static void attachElement(Entry entry, Array array, Node node) {
        Node element = Objects.requireNonNull(node.element);
        if (array.element() instanceof Struct struct) {
            ObjectPlan members = new ObjectPlan();
            members.attachMembers(struct, element);
            entry.object = members;
        } else if (array.element() != Scalar.STRING) {
            entry.refused = true;
        }
    }

    private void attachMembers(Struct struct, Node node) {
        for (int i = 0; i < node.members.length; i++) {
            Field field = struct.fields().get(i);
            attach(field.keys(), node.members[i], field.type());
        }
    }

    private List<Entry> spellings(List<String> keys) {
        List<Entry> all = keys.stream().map(this::entry).toList();
        long bits = all.stream().mapToLong(entry -> entry.bit).reduce(0, (one, other) -> one | other);
        all.forEach(entry -> entry.otherSpellings |= bits & ~entry.bit);
        return all;
    }

    private static Action actionOf(Scalar type) {
        return switch (type) {
            case STRING -> Action.TEXT;
            case JSON -> Action.JSON;
            case BOOLEAN -> Action.BOOLEAN;
            case INT -> Action.INT;
            case BIGINT -> Action.BIGINT;
            case DOUBLE -> Action.DOUBLE;
            case TIMESTAMP -> throw new IllegalArgumentException("No JSON value is read as a timestamp");
        };
    }

    /** How a key's value is read. */
    enum Action {
        /** For a document inside, if any, alone. */
        NONE,
        TEXT,
        /** Text, or JSON that is kept as text. */
        JSON,
        BOOLEAN,
        INT,
        BIGINT,
        DOUBLE,
        OBJECT,
        ARRAY
    }

    /** A key of an object. */
    static final class Entry {
        private static final VarHandle LONGS =
                MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
        /** Three times eight bytes. */
        private static final int MOST_COMPARED = 3 * Long.BYTES;

        final String key;
        final byte[] bytes;
        /** Of the key with the quote after it: how long it is, and its first, second and last eight bytes. */
        private final int length;

        private final long head;
        private final long headMask;
        private final long middle;
        private final long tail;
        /** Its bit among the keys of the object, and those of other spellings of what it holds. */
        final long bit;

        long otherSpellings;
        Action action = Action.NONE;
        int[] slots = new int[0];
        int callKeySlot = -1;
        /** Of an object, or of an array's elements. */
        @Nullable
        ObjectPlan object;

        @Nullable
        Node array;
        /** Of the JSON in its text. */
        @Nullable
        ObjectPlan document;

        /** Whether to leave the whole event to the slower reader. */
        boolean refused;

        /** What came after it the last time. */
        @Nullable
        Entry follower;

        Entry(String key, long bit) {
            this.key = key;
            this.bytes = key.getBytes(StandardCharsets.UTF_8);
            this.bit = bit;
            byte[] quoted = Arrays.copyOf(bytes, bytes.length + 1);
            quoted[bytes.length] = '"';
            this.length = quoted.length;
            byte[] padded = Arrays.copyOf(quoted, Math.max(length, MOST_COMPARED));
            this.head = (long) LONGS.get(padded, 0);
            this.middle = (long) LONGS.get(padded, Long.BYTES);
            this.tail = length < Long.BYTES ? head : (long) LONGS.get(padded, length - Long.BYTES);
            this.headMask = length < Long.BYTES ? (1L << length * Byte.SIZE) - 1 : -1;
        }

        /** Whether this key, with the quote after it, stands at a place. */
        boolean isAt(byte[] in, int at, int end) {
            if (end - at < MOST_COMPARED || length > MOST_COMPARED) {
                return length <= end - at
                        && in[at + bytes.length] == '"'
                        && Arrays.equals(in, at, at + bytes.length, bytes, 0, bytes.length);
            }
            return ((long) LONGS.get(in, at) & headMask) == head
                    && (length <= Long.BYTES
                            || ((long) LONGS.get(in, at + length - Long.BYTES) == tail
                                    && (length <= 2 * Long.BYTES || (long) LONGS.get(in, at + Long.BYTES) == middle)));
        }

        /** Two columns that read the same key as different things are left to the slower reader. */
        private void act(Action wanted, int slot) {
            boolean sharable = wanted == Action.TEXT || wanted == Action.JSON;
            refused |= action != Action.NONE && (action != wanted || !sharable);
            action = wanted;
            addSlot(slot);
        }

        private void holdObject(int slot) {
            refused |= slots.length > 0;
            addSlot(slot);
        }

        private void addSlot(int slot) {
            if (slot >= 0) {
                slots = Arrays.copyOf(slots, slots.length + 1);
                slots[slots.length - 1] = slot;
            }
        }

        private ObjectPlan below() {
            if (object == null) {
                object = new ObjectPlan();
                if (action == Action.NONE) {
                    action = Action.OBJECT;
                } else {
                    refused = true;
                }
            }
            return object;
        }
    }
}
