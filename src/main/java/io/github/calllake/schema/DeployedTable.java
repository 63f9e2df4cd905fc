package io.github.calllake.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The Chime columns of a table as a lake of another making has them: which of ours each is, under which name, in which type.
 * Immutable.
 *
 * @param columns in the table's order
 */
public record DeployedTable(List<Column> columns) {

    public DeployedTable {
        columns = List.copyOf(columns);
    }

    /**
     * A column.
     *
     * @param of the name of {@link EventTables}' column
     * @param name the name that is deployed
     * @param type the Hive type that is deployed
     */
    public record Column(String of, String name, String type) {

        /** Our column under this name, in this type. */
        private EventTable.Column as(EventTable.Column ours) {
            return new EventTable.Column(name, HiveTypes.parse(type, ours.type(), name), ours.source());
        }
    }

    /**
     * Finds our columns among those that are deployed: names are compared without case, hyphens and underscores.
     *
     * @param ours the table as we define it
     * @param deployed names and Hive types of all columns of the other table
     * @throws IllegalArgumentException if one has a type that our values cannot be written in
     */
    public static DeployedTable of(EventTable ours, Map<String, String> deployed) {
        Map<String, String> names = new LinkedHashMap<>();
        deployed.keySet().forEach(name -> names.putIfAbsent(plain(name), name));
        List<Column> found = new ArrayList<>();
        for (EventTable.Column column : ours.chimeColumns()) {
            String name = names.get(plain(column.name()));
            if (name != null) {
                Column there = new Column(column.name(), name, String.valueOf(deployed.get(name)));
                there.as(column);
                found.add(there);
            }
        }
        return new DeployedTable(found);
    }

    private static String plain(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** Our table with the names and types that are deployed; what is not deployed, and what we add, stays as it is. */
    public EventTable as(EventTable ours) {
        return new EventTable(
                ours.type(),
                ours.name(),
                ours.columns().stream()
                        .map(column -> find(column.name())
                                .map(there -> there.as(column))
                                .orElseGet(() -> likeDeployed(column, ours)))
                        .toList());
    }

    /** An array of ours of what a deployed column is one of: its elements are as deployed, for one view reads both. */
    private EventTable.Column likeDeployed(EventTable.Column column, EventTable ours) {
        if (!(column.type() instanceof ColumnType.Array array)) {
            return column;
        }
        return ours.chimeColumns().stream()
                .filter(one -> one.type().equals(array.element()))
                .flatMap(one -> find(one.name()).map(there -> there.as(one)).stream())
                .findFirst()
                .map(one -> new EventTable.Column(column.name(), new ColumnType.Array(one.type()), column.source()))
                .orElse(column);
    }

    /** The deployed column that is our column; empty if there is none. */
    public Optional<Column> find(String column) {
        return columns.stream().filter(each -> each.of().equals(column)).findFirst();
    }
}
