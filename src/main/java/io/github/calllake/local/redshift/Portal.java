package io.github.calllake.local.redshift;

/** A statement with its parameters bound. */
final class Portal implements Described {
    private final Prepared prepared;
    private final int[] formats;
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

    /** For its statement: a driver that has described one portal does not ask again for the next. */
    @Override
    public void describe(int[] columns) {
        prepared.describe(columns);
    }

    @Override
    public int givenType(int parameter) {
        return prepared.givenType(parameter);
    }

    @Override
    public boolean isUnload() {
        return prepared.isUnload();
    }

    /** Which columns come as hexadecimal text. */
    HexColumns hexColumns() {
        return HexColumns.of(prepared.oids(), formats);
    }
}
