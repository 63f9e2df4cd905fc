package io.github.calllake.local.redshift;

/** A statement with its parameters bound. Its columns belong to the thread that reads PostgreSQL's answers. */
final class Portal implements Described {
    private final Prepared prepared;
    private final int[] formats;
    private int[] oids = {};

    /**
     * @param formats of the columns, as bound: none for all text, one for all columns, or one each; 1 is binary
     */
    Portal(Prepared prepared, int[] formats) {
        this.prepared = prepared;
        this.formats = formats;
    }

    Prepared prepared() {
        return prepared;
    }

    @Override
    public void describe(int[] columns) {
        oids = columns;
    }

    /** Which columns come as hexadecimal text. */
    HexColumns hexColumns() {
        return HexColumns.of(oids.length > 0 ? oids : prepared.oids(), formats);
    }
}
