package io.github.calllake.local.redshift;

import java.util.ArrayList;
import java.util.List;

/** What a message of PostgreSQL says about the columns of the rows to come. */
record RowDescription(List<Column> columns) {

    RowDescription {
        columns = List.copyOf(columns);
    }

    /**
     * A column, with the fields of the protocol's message.
     *
     * @param oid PostgreSQL's type
     * @param format 0 for text, 1 for binary
     */
    record Column(String name, int table, int attribute, int oid, int size, int modifier, int format) {}

    static RowDescription read(byte[] message) throws ProtocolException {
        Body body = new Body(message);
        int count = body.readShort();
        List<Column> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            columns.add(new Column(
                    body.readString(),
                    body.readInt(),
                    body.readShort(),
                    body.readInt(),
                    body.readShort(),
                    body.readInt(),
                    body.readShort()));
        }
        return new RowDescription(columns);
    }

    int[] oids() {
        return columns.stream().mapToInt(Column::oid).toArray();
    }

    int[] formats() {
        return columns.stream().mapToInt(Column::format).toArray();
    }

    /** The message with Redshift's types. */
    byte[] toRedshift(TypeOids types) {
        BodyWriter mapped = new BodyWriter().writeShort(columns.size());
        for (Column column : columns) {
            mapped.writeString(column.name())
                    .writeInt(column.table())
                    .writeShort(column.attribute())
                    .writeInt(types.toRedshift(column.oid()))
                    .writeShort(column.size())
                    .writeInt(column.modifier())
                    .writeShort(column.format());
        }
        return mapped.toBytes();
    }

    List<UnloadColumn> forUnload(TypeOids types) {
        return columns.stream()
                .map(column -> new UnloadColumn(column.name(), types.toRedshift(column.oid()), column.modifier()))
                .toList();
    }
}
