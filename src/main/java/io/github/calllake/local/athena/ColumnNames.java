package io.github.calllake.local.athena;

import io.github.calllake.local.athena.SqlType.Member;
import io.github.calllake.local.athena.SqlType.RowOf;
import io.trino.sql.tree.DereferenceExpression;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.QualifiedName;
import java.util.List;
import java.util.Optional;

/** Finds what names mean: columns, with or without their table's name, and members of rows behind a dot. */
final class ColumnNames {
    private final ExpressionRenderer renderer;

    ColumnNames(ExpressionRenderer renderer) {
        this.renderer = renderer;
    }

    Optional<Expr> dereference(DereferenceExpression node, Context context) {
        String field = node.getField()
                .map(Identifiers::name)
                .orElseThrow(() -> SqlFailure.notEmulated(node, "the expression " + node));
        QualifiedName whole = DereferenceExpression.getQualifiedName(node);
        if (whole != null) {
            List<String> parts = Identifiers.parts(whole);
            Optional<Expr> column = resolve(node, parts.subList(0, parts.size() - 1), field, context);
            if (column.isPresent()) {
                return column;
            }
        }
        return base(node.getBase(), context).map(row -> member(node, row, field));
    }

    private Optional<Expr> base(Expression base, Context context) {
        if (base instanceof Identifier identifier) {
            return resolve(base, List.of(), Identifiers.name(identifier), context);
        }
        if (base instanceof DereferenceExpression inner && DereferenceExpression.getQualifiedName(inner) != null) {
            return dereference(inner, context);
        }
        return Optional.of(renderer.render(base, context));
    }

    private static Expr member(Node node, Expr row, String name) {
        if (row.type() instanceof RowOf type) {
            for (Member member : type.members()) {
                if (member.name().equals(name)) {
                    return Casts.member(row.sql(), member);
                }
            }
        }
        throw unresolved(node, node.toString());
    }

    static Optional<Expr> resolve(Node node, List<String> prefix, String name, Context context) {
        List<Field> found = context.scope().find(prefix, name);
        if (found.size() > 1) {
            throw SqlFailure.at(node, "AMBIGUOUS_NAME", "Column '" + name + "' is ambiguous");
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Expr value = found.get(0).value();
        if (context.groupKeys().isPresent()
                && !context.groupKeys().get().contains(value.sql())
                && !context.scope().local(prefix, name).isEmpty()) {
            throw SqlFailure.at(
                    node,
                    "EXPRESSION_NOT_AGGREGATE",
                    "'" + node + "' must be an aggregate expression or appear in GROUP BY clause");
        }
        return Optional.of(value);
    }

    static SqlFailure unresolved(Node node, String name) {
        return SqlFailure.at(
                node,
                "COLUMN_NOT_FOUND",
                "Column '" + name.replace("\"", "")
                        + "' cannot be resolved or requester is not authorized to access requested resources");
    }
}
