package io.github.calllake.lake;

import io.github.calllake.schema.ColumnType;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.PackedRow;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes packed rows apart into physical columns, with the levels that say what was null and where a list begins.
 *
 * @see PackedRow
 * @see <a href="https://parquet.apache.org/docs/file-format/nestedencoding/">Nested encoding</a>
 */
final class RowStriper {

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final Node row;

    /** With a writer for each leaf of the table's {@link FileSchema}, in its order. */
    RowStriper(EventTable table, List<ColumnChunkWriter> leaves) {
        List<ColumnChunkWriter> left = new ArrayList<>(leaves);
        Node[] members = table.columns().stream()
                .map(column -> node(column.type(), 1, 0, left))
                .toArray(Node[]::new);
        this.row = new StructNode(members, 0);
    }

    /** Takes a row, and says how many bytes it has. */
    int write(byte[] packed) {
        return row.write(packed, 0, 0);
    }

    private static Node node(ColumnType type, int definition, int repetition, List<ColumnChunkWriter> left) {
        if (type instanceof ColumnType.Struct struct) {
            Node[] members = struct.fields().stream()
                    .map(field -> node(field.type(), definition + 1, repetition, left))
                    .toArray(Node[]::new);
            return new StructNode(members, definition);
        }
        if (type instanceof ColumnType.Array array) {
            return new ArrayNode(
                    node(array.element(), definition + 2, repetition + 1, left), definition, repetition + 1);
        }
        ColumnChunkWriter leaf = left.remove(0);
        return switch ((ColumnType.Scalar) type) {
            case STRING, JSON -> new TextNode(leaf);
            case BOOLEAN -> new FixedNode(leaf, 1);
            case INT -> new FixedNode(leaf, Integer.BYTES);
            case BIGINT, DOUBLE, TIMESTAMP -> new FixedNode(leaf, Long.BYTES);
        };
    }

    private abstract static sealed class Node {

        /** Takes a value and gives the place after it. */
        abstract int write(byte[] in, int at, int repetition);

        /** There is none, down to a definition level. */
        abstract void none(int repetition, int definition);
    }

    private static final class StructNode extends Node {
        private final Node[] members;
        private final int definition;

        StructNode(Node[] members, int definition) {
            this.members = members;
            this.definition = definition;
        }

        @Override
        int write(byte[] in, int at, int repetition) {
            int p = at + ((members.length + 7) >> 3);
            for (int i = 0; i < members.length; i++) {
                if ((in[at + (i >> 3)] & 1 << (i & 7)) != 0) {
                    p = members[i].write(in, p, repetition);
                } else {
                    members[i].none(repetition, definition);
                }
            }
            return p;
        }

        @Override
        void none(int repetition, int above) {
            for (Node member : members) {
                member.none(repetition, above);
            }
        }
    }

    private static final class ArrayNode extends Node {
        private final Node element;
        private final int definition;
        private final int level;

        ArrayNode(Node element, int definition, int level) {
            this.element = element;
            this.definition = definition;
            this.level = level;
        }

        @Override
        int write(byte[] in, int at, int repetition) {
            int count = (int) INTS.get(in, at);
            int p = at + Integer.BYTES;
            if (count == 0) {
                element.none(repetition, definition);
            }
            for (int i = 0; i < count; i++) {
                int repeated = i == 0 ? repetition : level;
                if (in[p++] != 0) {
                    p = element.write(in, p, repeated);
                } else {
                    element.none(repeated, definition + 1);
                }
            }
            return p;
        }

        @Override
        void none(int repetition, int above) {
            element.none(repetition, above);
        }
    }

    private static final class TextNode extends Node {
        private final ColumnChunkWriter leaf;

        TextNode(ColumnChunkWriter leaf) {
            this.leaf = leaf;
        }

        @Override
        int write(byte[] in, int at, int repetition) {
            int length = (int) INTS.get(in, at);
            leaf.text(repetition, in, at + Integer.BYTES, length);
            return at + Integer.BYTES + length;
        }

        @Override
        void none(int repetition, int above) {
            leaf.none(repetition, above);
        }
    }

    private static final class FixedNode extends Node {
        private final ColumnChunkWriter leaf;
        private final int length;

        FixedNode(ColumnChunkWriter leaf, int length) {
            this.leaf = leaf;
            this.length = length;
        }

        @Override
        int write(byte[] in, int at, int repetition) {
            leaf.fixed(repetition, in, at, length);
            return at + length;
        }

        @Override
        void none(int repetition, int above) {
            leaf.none(repetition, above);
        }
    }
}
