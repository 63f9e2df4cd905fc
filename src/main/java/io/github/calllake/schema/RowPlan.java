package io.github.calllake.schema;

import io.github.calllake.event.DetailType;
import io.github.calllake.schema.ColumnSource.Delivery;
import io.github.calllake.schema.ColumnSource.Document;
import io.github.calllake.schema.ColumnType.Array;
import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.ColumnType.Struct;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A table's columns turned around: for each JSON key, where its value goes. Made from the table alone, so that the keys stand
 * in one place.
 *
 * <p>Values wait in numbered slots until the object that they belong to is complete, since a row has them in another order.
 * The row has a range of slots, and so have the elements of each array.
 *
 * <p>For one thread: it remembers in which order keys come.
 */
final class RowPlan {

    /** What a slot holds. */
    enum Kind {
        TEXT,
        BOOLEAN,
        INT,
        LONG,
        STRUCT,
        ARRAY
    }

    /** A value of the row: a slot, and what is below it. */
    static final class Node {
        final Kind kind;
        final int slot;
        /** A struct's. */
        Node[] members = new Node[0];
        /** An array's. */
        @Nullable
        Node element;

        /** The slots of an array's element. */
        int firstSlot;

        int endSlot;

        Node(Kind kind, int slot) {
            this.kind = kind;
            this.slot = slot;
        }
    }

    private final Node row;
    private final ObjectPlan payload = new ObjectPlan();
    private final ObjectPlan metadata = new ObjectPlan();
    private final ObjectPlan oneTimeMetadata = new ObjectPlan();
    private final Map<Delivery, Integer> delivery = new EnumMap<>(Delivery.class);
    private final int slots;
    private final int callIdSlot;
    private final int timeSlot;

    RowPlan(EventTable table) {
        Allocation allocation = new Allocation();
        row = allocation.rowOf(
                table.columns().stream().map(EventTable.Column::type).toList());
        slots = allocation.next;
        for (int i = 0; i < table.columns().size(); i++) {
            attach(table.columns().get(i), row.members[i]);
        }
        attachDocuments();
        refuseUnlessTaken(payload, new Unmapped(table).mapped());
        routeElsewhere(table);
        callIdSlot = slotOf(table, "call_id");
        timeSlot = slotOf(table, "time");
    }

    Node row() {
        return row;
    }

    ObjectPlan payload() {
        return payload;
    }

    /** How many slots there are, those of arrays' elements included. */
    int slots() {
        return slots;
    }

    int callIdSlot() {
        return callIdSlot;
    }

    int timeSlot() {
        return timeSlot;
    }

    int slot(Delivery value) {
        return Objects.requireNonNull(delivery.get(value));
    }

    private int slotOf(EventTable table, String column) {
        return row.members[
                table.columns().stream().map(EventTable.Column::name).toList().indexOf(column)]
                .slot;
    }

    private void attach(EventTable.Column column, Node node) {
        if (column.source() instanceof ColumnSource.Json json) {
            planOf(json.document()).attachPath(json.path().steps(), node, column.type());
        } else if (column.source() instanceof ColumnSource.CallKey key) {
            planOf(key.document()).attachCallKey(key.path().steps(), node);
        } else {
            delivery.put((Delivery) column.source(), node.slot);
        }
    }

    private ObjectPlan planOf(Document document) {
        return switch (document) {
            case PAYLOAD -> payload;
            case METADATA -> metadata;
            case ONE_TIME_METADATA -> oneTimeMetadata;
        };
    }

    private void attachDocuments() {
        if (!oneTimeMetadata.isEmpty()) {
            metadata.entry("oneTimeMetadata").document = oneTimeMetadata;
        }
        if (!metadata.isEmpty()) {
            payload.entry("metadata").document = metadata;
        }
    }

    /** A key that a column reads and that is kept as unmapped all the same is left to the slower reader. */
    private static void refuseUnlessTaken(ObjectPlan plan, Struct taken) {
        for (Entry entry : plan.entries) {
            Field field = taken.fields().stream()
                    .filter(one -> one.keys().contains(entry.key))
                    .findFirst()
                    .orElse(null);
            if (field == null) {
                entry.refused = true;
            } else if (entry.object != null && field.type() instanceof Struct struct) {
                refuseUnlessTaken(entry.object, struct);
            } else if (entry.object != null && field.type() instanceof Array array) {
                refuseUnlessTaken(entry.object, (Struct) array.element());
            }
        }
    }

    /** A category event under the utterances' detail type belongs to another table. */
    private void routeElsewhere(EventTable table) {
        if (table.type() == DetailType.TRANSCRIBE_CALL_ANALYTICS) {
            payload.entry("CategoryEvent").refused = true;
        }
    }

    /** Numbers the slots. */
    private static final class Allocation {
        private int next;
        private final Deque<Node> arrays = new ArrayDeque<>();
        private final Deque<ColumnType> elements = new ArrayDeque<>();

        Node rowOf(List<ColumnType> columns) {
            Node root = new Node(Kind.STRUCT, next++);
            root.members = columns.stream().map(this::node).toArray(Node[]::new);
            root.endSlot = next;
            while (!arrays.isEmpty()) {
                Node array = arrays.remove();
                array.firstSlot = next;
                array.element = node(elements.remove());
                array.endSlot = next;
            }
            return root;
        }

        private Node node(ColumnType type) {
            if (type instanceof Struct struct) {
                Node node = new Node(Kind.STRUCT, next++);
                node.members = struct.fields().stream()
                        .map(field -> node(field.type()))
                        .toArray(Node[]::new);
                return node;
            }
            if (type instanceof Array array) {
                Node node = new Node(Kind.ARRAY, next++);
                arrays.add(node);
                elements.add(array.element());
                return node;
            }
            return new Node(kindOf((Scalar) type), next++);
        }

        private static Kind kindOf(Scalar type) {
            return switch (type) {
                case STRING, JSON -> Kind.TEXT;
                case BOOLEAN -> Kind.BOOLEAN;
                case INT -> Kind.INT;
                case BIGINT, DOUBLE, TIMESTAMP -> Kind.LONG;
            };
        }
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

    /** The keys of an object. */
    static final class ObjectPlan {
        private final List<Entry> entries = new ArrayList<>();
        /** By length and first and last byte; rebuilt as entries come. */
        private Entry[][] byHash = new Entry[0][];

        /** What came first the last time. */
        @Nullable
        Entry first;

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

        private void attachPath(List<List<String>> steps, Node node, ColumnType type) {
            if (steps.size() == 1) {
                attach(steps.get(0), node, type);
                return;
            }
            for (Entry entry : spellings(steps.get(0))) {
                entry.below().attachPath(steps.subList(1, steps.size()), node, type);
            }
        }

        private void attachCallKey(List<List<String>> steps, Node node) {
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
    }
}
