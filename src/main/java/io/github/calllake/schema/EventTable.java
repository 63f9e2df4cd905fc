package io.github.calllake.schema;

import io.github.calllake.event.DetailType;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The lake table of one detail type: its Glue name and its columns in file order, the Chime data lake's own first, then
 * those that Call Lake adds. Partition columns (year, month, day) are not among them: they are in the path.
 *
 * <p>Immutable.
 *
 * @param type the detail type whose events it holds
 * @param name the Glue table's name, e.g. {@code transcribe_call_analytics}; the hot tier's view has the same
 * @param columns the columns, in file order
 */
public record EventTable(DetailType type, String name, List<Column> columns) {
    private static final String FIRST_OWN = "call_id";

    public EventTable {
        columns = List.copyOf(columns);
    }

    /**
     * A column of the table.
     *
     * @param name Glue's and Parquet's name: lower case, hyphens kept, e.g. {@code detail-type}
     * @param type its type
     * @param source where its value comes from
     */
    public record Column(String name, ColumnType type, ColumnSource source) {}

    /** The Chime data lake's own columns; those after them are what Call Lake adds. */
    public List<Column> chimeColumns() {
        return columns.stream()
                .takeWhile(column -> !column.name().equals(FIRST_OWN))
                .toList();
    }

    /** The columns that Call Lake adds. */
    public List<Column> ownColumns() {
        return columns.stream()
                .dropWhile(column -> !column.name().equals(FIRST_OWN))
                .toList();
    }

    /**
     * The column of a name.
     *
     * @throws NoSuchElementException if there is none
     */
    public Column column(String columnName) {
        return columns.stream()
                .filter(column -> column.name().equals(columnName))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("Table " + name + " has no column " + columnName));
    }
}
