package io.github.calllake.schema;

import io.github.calllake.event.DetailType;
import io.github.calllake.schema.ColumnSource.Delivery;
import io.github.calllake.schema.ColumnSource.Document;
import io.github.calllake.schema.ColumnType.Array;
import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.ColumnType.Struct;
import java.util.ArrayDeque;
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
        for (ObjectPlan.Entry entry : plan.entries()) {
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
}
