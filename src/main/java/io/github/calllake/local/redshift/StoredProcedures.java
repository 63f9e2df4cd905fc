package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * CREATE PROCEDURE with a body of IF, RAISE, SELECT INTO, assignments and statements of data definition, each of them
 * translated as if it stood alone. Whatever else PL/pgSQL knows is refused by name.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/c_PLpgSQL-statements.html">Supported PL/pgSQL statements</a>
 */
final class StoredProcedures {

    private static final Set<String> LEVELS = Set.of("NOTICE", "INFO", "LOG", "WARNING", "EXCEPTION");
    private static final Set<String> STATEMENTS =
            Set.of("CREATE", "ALTER", "DROP", "GRANT", "REVOKE", "INSERT", "UPDATE", "DELETE", "TRUNCATE");

    private final Function<List<Node>, Rendition> rules;
    private final StringBuilder body = new StringBuilder();
    private boolean begun;

    private StoredProcedures(Function<List<Node>, Rendition> rules) {
        this.rules = rules;
    }

    /**
     * CREATE [OR REPLACE] PROCEDURE.
     *
     * @param rules translate a statement of the body
     */
    static Rendition create(List<Node> nodes, Function<List<Node>, Rendition> rules) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("CREATE");
        boolean replace = cursor.accept("OR", "REPLACE");
        cursor.expect("PROCEDURE");
        QualifiedName name = cursor.expectName();
        List<Node> parameters = cursor.expectParens().children();
        if (cursor.accept("NONATOMIC")) {
            throw RedshiftSqlException.notEmulated("NONATOMIC procedures");
        }
        cursor.expect("AS");
        String written = cursor.acceptString().orElseThrow(cursor::unexpected);
        cursor.expect("LANGUAGE", "PLPGSQL");
        if (cursor.accept("SECURITY", "DEFINER")) {
            throw RedshiftSqlException.notEmulated("SECURITY DEFINER procedures");
        }
        cursor.accept("SECURITY", "INVOKER");
        cursor.expectEnd();
        StoredProcedures procedure = new StoredProcedures(rules);
        Tokenizer.statements(written).forEach(procedure::statement);
        return Rendition.plain("CREATE " + (replace ? "OR REPLACE " : "") + "PROCEDURE " + name.quoted() + "("
                + Node.text(Functions.rewrite(parameters)) + ") LANGUAGE plpgsql AS "
                + Node.literal(procedure.body.toString()));
    }

    private void statement(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        if (!begun && cursor.accept("DECLARE")) {
            body.append("DECLARE ");
        }
        if (!begun && cursor.accept("BEGIN")) {
            begun = true;
            body.append("BEGIN ");
        }
        if (begun) {
            step(cursor);
        } else {
            declaration(cursor.rest());
        }
    }

    /** {@code name type [:= expression]}; a colon and an equals sign are two tokens. */
    private void declaration(List<Node> nodes) {
        int value = assignment(nodes);
        List<Node> variable = nodes.subList(0, value < 0 ? nodes.size() : value);
        if (variable.size() < 2 || !variable.get(0).isName()) {
            throw new Cursor(nodes).unexpected();
        }
        body.append(Node.text(Functions.rewrite(variable)));
        if (value >= 0) {
            body.append(" := ").append(expression(nodes.subList(value + 2, nodes.size())));
        }
        body.append("; ");
    }

    private static int assignment(List<Node> nodes) {
        for (int i = 0; i + 1 < nodes.size(); i++) {
            if (nodes.get(i).isSymbol(":") && nodes.get(i + 1).isSymbol("=")) {
                return i;
            }
        }
        return -1;
    }

    private void step(Cursor cursor) {
        if (cursor.accept("END", "IF")) {
            cursor.expectEnd();
            body.append("END IF; ");
        } else if (cursor.accept("END")) {
            cursor.expectEnd();
            body.append("END");
        } else if (cursor.accept("IF")) {
            condition("IF ", cursor);
        } else if (cursor.accept("ELSIF") || cursor.accept("ELSEIF")) {
            condition("ELSIF ", cursor);
        } else if (cursor.accept("ELSE")) {
            body.append("ELSE ");
            step(cursor);
        } else if (cursor.accept("RAISE")) {
            raise(cursor);
        } else if (cursor.accept("SELECT", "INTO")) {
            String variable = cursor.expectName().quoted();
            body.append(rules.apply(withSelect(cursor.rest())).sql())
                    .append(" INTO ")
                    .append(variable)
                    .append("; ");
        } else {
            other(cursor.rest());
        }
    }

    private void condition(String word, Cursor cursor) {
        List<Node> condition = new ArrayList<>();
        while (!cursor.sees("THEN")) {
            condition.add(cursor.next());
        }
        cursor.expect("THEN");
        body.append(word).append(expression(condition)).append(" THEN ");
        step(cursor);
    }

    /** What the format's percent signs stand for are variables: Redshift takes no expressions there. */
    private void raise(Cursor cursor) {
        String level = LEVELS.stream().filter(cursor::accept).findFirst().orElseThrow(cursor::unexpected);
        String format = cursor.acceptString().orElseThrow(cursor::unexpected);
        body.append("RAISE ").append(level).append(' ').append(Node.literal(format));
        while (cursor.acceptSymbol(",")) {
            body.append(", ").append(cursor.expectName().quoted());
        }
        cursor.expectEnd();
        body.append("; ");
    }

    private void other(List<Node> nodes) {
        if (nodes.size() > 3 && nodes.get(0).isName() && assignment(nodes) == 1) {
            body.append(Node.text(nodes.subList(0, 1)))
                    .append(" := ")
                    .append(expression(nodes.subList(3, nodes.size())))
                    .append("; ");
            return;
        }
        String first = nodes.isEmpty() ? "an empty statement" : RedshiftTranslator.firstWord(nodes);
        if (!STATEMENTS.contains(first)) {
            throw RedshiftSqlException.notEmulated(first + " in a stored procedure");
        }
        Rendition statement = rules.apply(nodes);
        if (statement.before().isPresent() || statement.commits()) {
            throw RedshiftSqlException.notEmulated("this " + first + " in a stored procedure");
        }
        body.append(statement.sql()).append("; ");
    }

    private String expression(List<Node> nodes) {
        return "(" + rules.apply(withSelect(nodes)).sql() + ")";
    }

    private static List<Node> withSelect(List<Node> nodes) {
        List<Node> query = new ArrayList<>();
        query.add(new Token(Kind.WORD, "SELECT", ""));
        query.addAll(nodes);
        return query;
    }
}
