package io.github.calllake.local.redshift;

import java.util.BitSet;

/**
 * The columns of a result whose text is bytes in hexadecimal: PostgreSQL puts {@code \x} before them, Redshift does not.
 *
 * @param columns counted from 0; not changed after construction
 */
record HexColumns(BitSet columns) {
    static final HexColumns NONE = new HexColumns(new BitSet());

    /**
     * @param oids PostgreSQL's types
     * @param formats none for all text, one for all columns, or one each; 1 is binary
     */
    static HexColumns of(int[] oids, int[] formats) {
        BitSet columns = new BitSet();
        for (int i = 0; i < oids.length; i++) {
            int format = formats.length == 0 ? 0 : formats[formats.length == 1 ? 0 : Math.min(i, formats.length - 1)];
            columns.set(i, format == 0 && TypeOids.isHex(oids[i]));
        }
        return new HexColumns(columns);
    }

    boolean isEmpty() {
        return columns.isEmpty();
    }

    /** The row as Redshift sends it. */
    byte[] strip(byte[] row) throws ProtocolException {
        Body body = new Body(row);
        BodyWriter stripped = new BodyWriter();
        int count = body.readShort();
        stripped.writeShort(count);
        for (int i = 0; i < count; i++) {
            int length = body.readInt();
            int start = body.position();
            body.skip(Math.max(length, 0));
            int dropped = columns.get(i) && length >= 2 && row[start] == '\\' && row[start + 1] == 'x' ? 2 : 0;
            stripped.writeInt(length - dropped).write(row, start + dropped, Math.max(length, 0) - dropped);
        }
        return stripped.toBytes();
    }
}
