package io.github.calllake.local.athena;

import java.util.List;

/**
 * A whole query for DuckDB, whose columns are called {@code c0}, {@code c1} and so on there.
 *
 * @param sql DuckDB's text
 * @param columns their names and types for Athena; a name may be empty or occur twice
 */
record Select(String sql, List<Column> columns) {
    Select {
        columns = List.copyOf(columns);
    }

    static String columnName(int index) {
        return "c" + index;
    }
}
