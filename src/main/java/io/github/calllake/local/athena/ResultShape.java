package io.github.calllake.local.athena;

import io.github.calllake.local.athena.SqlType.ArrayOf;
import io.github.calllake.local.athena.SqlType.MapOf;
import io.github.calllake.local.athena.SqlType.Member;
import io.github.calllake.local.athena.SqlType.RowOf;
import io.github.calllake.local.athena.SqlType.Simple;
import io.github.calllake.local.athena.SqlType.Timestamp;
import io.github.calllake.local.athena.SqlType.ZonedTimestamp;
import io.trino.sql.tree.Node;
import java.util.ArrayList;
import java.util.List;

/** What becomes of a query's values on their way out. */
final class ResultShape {
    private ResultShape() {}

    /** The same rows, with what JDBC would not hand over faithfully turned into text: timestamps within other values. */
    static Select displayed(Node node, Select select, ExpressionRenderer expressions) {
        String name = expressions.names().next();
        List<Expr> values = new ArrayList<>();
        boolean same = true;
        for (Column column : select.columns()) {
            Expr value = new Expr(name + "." + Select.columnName(values.size()), column.type());
            SqlType shape = column.type() instanceof Timestamp ? column.type() : displayShape(column.type());
            same &= shape.equals(column.type());
            values.add(expressions
                    .casts()
                    .convert(value, shape, Casts.OnFailure.FAIL)
                    .orElseThrow(() -> SqlFailure.notEmulated(
                            node, "results of type " + column.type().trino())));
        }
        if (same) {
            return select;
        }
        String sql = "SELECT " + Select.list(values) + " FROM (" + select.sql() + ") AS " + name;
        return new Select(sql, select.columns());
    }

    private static SqlType displayShape(SqlType type) {
        if (type instanceof Timestamp || type instanceof ZonedTimestamp) {
            return Simple.VARCHAR;
        }
        if (type instanceof ArrayOf array) {
            return new ArrayOf(displayShape(array.element()));
        }
        if (type instanceof MapOf map) {
            return new MapOf(displayShape(map.key()), displayShape(map.value()));
        }
        if (type instanceof RowOf row) {
            return new RowOf(row.members().stream()
                    .map(member -> new Member(member.name(), displayShape(member.type())))
                    .toList());
        }
        return type;
    }
}
