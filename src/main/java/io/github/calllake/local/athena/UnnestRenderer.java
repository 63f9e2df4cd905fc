package io.github.calllake.local.athena;

import io.github.calllake.local.athena.LateRelations.Projection;
import io.github.calllake.local.athena.SqlType.ArrayOf;
import io.github.calllake.local.athena.SqlType.MapOf;
import io.github.calllake.local.athena.SqlType.Member;
import io.github.calllake.local.athena.SqlType.RowOf;
import io.trino.sql.tree.BooleanLiteral;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Join;
import io.trino.sql.tree.JoinOn;
import io.trino.sql.tree.Unnest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/** Turns UNNEST into DuckDB's. Not thread-safe. */
final class UnnestRenderer {
    private final ExpressionRenderer expressions;
    private final LateRelations late;

    UnnestRenderer(ExpressionRenderer expressions, LateRelations late) {
        this.expressions = expressions;
        this.late = late;
    }

    /** Whether a join with UNNEST keeps rows without elements. */
    static boolean keepsEmpty(Join node, Unnest unnest) {
        boolean onTrue = node.getCriteria()
                .filter(criteria ->
                        criteria instanceof JoinOn on && on.getExpression().equals(BooleanLiteral.TRUE_LITERAL))
                .isPresent();
        return switch (node.getType()) {
            case CROSS, IMPLICIT -> false;
            case INNER, LEFT -> {
                if (!onTrue) {
                    throw SqlFailure.at(
                            unnest,
                            "NOT_SUPPORTED",
                            node.getType() + " JOIN involving UNNEST is only supported with condition ON TRUE");
                }
                yield node.getType() == Join.Type.LEFT;
            }
            default -> throw SqlFailure.at(unnest, "NOT_SUPPORTED", node.getType() + " JOIN involving UNNEST");
        };
    }

    /**
     * UNNEST, beside the relation it is joined with. DuckDB unnests in a select list, which keeps the elements' order
     * and needs no join; so the relation's columns are selected once more.
     */
    Relation render(Unnest node, Optional<Relation> left, boolean keepEmpty, Optional<Scope> outer) {
        List<Field> leftFields = left.map(Relation::fields).orElse(List.of());
        Context context = Context.plain(new Scope(leftFields, outer), "UNNEST");
        List<Expr> lists = new ArrayList<>();
        for (Expression expression : node.getExpressions()) {
            lists.add(list(expression, expressions.render(expression, context)));
        }
        StringJoiner sizes = new StringJoiner(", ", "greatest(0, ", ")");
        lists.forEach(list -> sizes.add("coalesce(len(" + list.sql() + "), 0)"));
        String positions = "range(1, " + sizes + " + 1)";
        String counted = keepEmpty
                ? "CASE WHEN " + sizes + " = 0 THEN CAST([NULL] AS BIGINT[]) ELSE " + positions + " END"
                : positions;

        String alias = expressions.names().next();
        List<Field> fields = new ArrayList<>();
        List<String> selected = new ArrayList<>();
        for (Field field : leftFields) {
            String column = Select.columnName(fields.size());
            Expr value = new Expr(
                    alias + "." + column, field.value().type(), field.value().origin());
            fields.add(new Field(field.qualifier(), field.name(), value, field.hidden()));
        }
        for (int i = 0; i < lists.size(); i++) {
            selected.add("unnest(" + lists.get(i).sql() + ") AS u" + i);
            fields.addAll(elements(lists.get(i), alias + ".u" + i));
        }
        selected.add("unnest(" + counted + ") AS ordinality");
        if (node.isWithOrdinality()) {
            Expr value = new Expr(alias + ".ordinality", SqlType.Simple.BIGINT);
            fields.add(new Field(List.of(), "ordinality", value, false));
        }
        String from = left.map(relation -> " FROM " + relation.sql()).orElse("");
        Projection rows = new Projection(
                leftFields.stream().map(Field::value).toList(),
                selected,
                from,
                left.map(Relation::steady).orElse(Set.of()),
                true);
        return new Relation(late.add(alias, rows), fields, Set.of(alias));
    }

    private static Expr list(Expression node, Expr value) {
        if (value.type() instanceof ArrayOf) {
            return value;
        }
        if (value.type() instanceof MapOf map) {
            RowOf entry = new RowOf(List.of(new Member("key", map.key()), new Member("value", map.value())));
            return new Expr("map_entries(" + value.sql() + ")", new ArrayOf(entry));
        }
        throw SqlFailure.at(
                node, "TYPE_MISMATCH", "Cannot unnest type: " + value.type().trino());
    }

    /** The columns that an element gives: a row's members, or itself. */
    private static List<Field> elements(Expr list, String element) {
        SqlType type = ((ArrayOf) list.type()).element();
        if (type instanceof RowOf row) {
            return row.members().stream()
                    .map(member -> new Field(List.of(), member.name(), Casts.member(element, member), false))
                    .toList();
        }
        return List.of(new Field(List.of(), "", new Expr(element, type), false));
    }
}
