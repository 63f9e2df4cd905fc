package io.github.calllake.schema;

import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.ColumnType.Struct;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Chime data lake's table for its Firehose: the columns of all eight tables, for every event one after the other. Few
 * ask it; it is there so that whatever names it goes on working.
 */
public final class FirehoseTable {

    /** Its Glue name. */
    public static final String NAME = "amazon_chime_sdk_call_analytics_firehose_schema";

    private FirehoseTable() {}

    /** The Chime columns of all tables by name, structs of one name with the members of each. */
    public static Map<String, ColumnType> columns() {
        Map<String, ColumnType> columns = new LinkedHashMap<>();
        EventTables.all().stream()
                .flatMap(table -> table.chimeColumns().stream())
                .forEach(column -> columns.merge(column.name(), column.type(), FirehoseTable::united));
        return columns;
    }

    private static ColumnType united(ColumnType one, ColumnType other) {
        if (!(one instanceof Struct first) || !(other instanceof Struct second)) {
            return one;
        }
        Map<String, Field> members = new LinkedHashMap<>();
        first.fields().forEach(field -> members.put(field.name(), field));
        second.fields()
                .forEach(field -> members.merge(
                        field.name(),
                        field,
                        (known, same) -> new Field(known.name(), united(known.type(), same.type()), known.keys())));
        List<Field> all = new ArrayList<>(members.values());
        return new Struct(all);
    }
}
