package io.github.calllake.local.athena;

import io.github.calllake.local.athena.LateRelations.Projection;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * A whole query for DuckDB, whose columns are called {@code c0}, {@code c1} and so on there.
 *
 * @param sql DuckDB's text
 * @param columns their names and types for Athena; a name may be empty or occur twice
 * @param projection the same query, if columns can be left out of it
 */
record Select(String sql, List<Column> columns, Optional<Projection> projection) {
    Select {
        columns = List.copyOf(columns);
    }

    Select(String sql, List<Column> columns) {
        this(sql, columns, Optional.empty());
    }

    /** A select list that numbers its columns. */
    static String list(List<Expr> values) {
        StringJoiner list = new StringJoiner(", ");
        for (int i = 0; i < values.size(); i++) {
            list.add(values.get(i).sql() + " AS " + columnName(i));
        }
        return list.toString();
    }

    static String columnName(int index) {
        return "c" + index;
    }
}
