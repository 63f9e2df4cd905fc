package io.github.calllake.schema;

/** Columns for tests that fill rows themselves. */
public final class TestColumns {

    private TestColumns() {}

    /** A column whose values the test gives. */
    public static EventTable.Column column(String name, ColumnType type) {
        return new EventTable.Column(name, type, ColumnSource.Delivery.UNMAPPED);
    }
}
