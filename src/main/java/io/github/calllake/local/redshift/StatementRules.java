package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Which rule translates a statement, by its first words. One per session; not thread-safe. */
final class StatementRules {

    private static final Set<String> NOT_EMULATED = Set.of("UNLOAD", "COPY", "CANCEL");

    private final Settings settings = new Settings();
    private final MaterializedViews materializedViews;

    StatementRules(MaterializedViews materializedViews) {
        this.materializedViews = materializedViews;
    }

    Rendition translate(List<Node> nodes) {
        String first = RedshiftTranslator.firstWord(nodes);
        if (NOT_EMULATED.contains(first)) {
            throw RedshiftSqlException.notEmulated(first);
        }
        return switch (first) {
            case "CREATE" -> create(nodes);
            case "DROP" -> drop(nodes);
            case "ALTER" -> alter(nodes);
            case "REFRESH" -> materializedViews.refresh(nodes);
            case "TRUNCATE" -> Ddl.truncate(nodes);
            case "GRANT", "REVOKE" -> Grants.translate(nodes);
            case "ANALYZE", "VACUUM" -> Ddl.maintenance(nodes);
            case "SET" -> settings.set(nodes);
            case "RESET" -> settings.reset(nodes);
            case "SHOW" -> settings.show(nodes);
            case "BEGIN", "START" -> inTransaction(nodes, Settings::begin);
            case "COMMIT", "END" -> inTransaction(nodes, Settings::commit);
            case "ROLLBACK", "ABORT" -> inTransaction(nodes, Settings::rollback);
            case "SAVEPOINT", "RELEASE" -> throw noSavepoints(nodes);
            default -> query(nodes);
        };
    }

    private Rendition inTransaction(List<Node> nodes, Consumer<Settings> change) {
        if (nodes.stream().anyMatch(node -> node.isWord("TO"))) {
            throw noSavepoints(nodes);
        }
        change.accept(settings);
        return Rendition.plain(Node.text(nodes));
    }

    /** Not among <a href="https://docs.aws.amazon.com/redshift/latest/dg/c_SQL_commands.html">Redshift's commands</a>. */
    private static RedshiftSqlException noSavepoints(List<Node> nodes) {
        return new RedshiftSqlException(
                "0A000", "SQL command \"" + Node.text(nodes).strip() + "\" not supported");
    }

    private Rendition create(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("CREATE");
        if (cursor.sees("EXTERNAL", "SCHEMA")) {
            return Ddl.createExternalSchema(nodes);
        }
        if (cursor.sees("MATERIALIZED", "VIEW")) {
            return materializedViews.create(nodes, settings.caseSensitiveAttributes());
        }
        if (UserStatements.concerns(cursor)) {
            return UserStatements.create(cursor);
        }
        Ddl.refuseObjects(nodes);
        boolean replace = cursor.accept("OR", "REPLACE");
        if (replace && cursor.sees("MATERIALIZED")) {
            throw RedshiftSqlException.syntaxError("OR");
        }
        if (cursor.sees("FUNCTION") || cursor.sees("PROCEDURE")) {
            return Rendition.plain(Node.text(nodes));
        }
        if (cursor.sees("VIEW")) {
            return createView(nodes);
        }
        cursor.accept("LOCAL");
        boolean temporary = cursor.accept("TEMP") || cursor.accept("TEMPORARY");
        if (cursor.sees("TABLE") || temporary) {
            return rewritten(TableAttributes.strip(nodes));
        }
        return Rendition.plain(Node.text(nodes));
    }

    private Rendition createView(List<Node> nodes) {
        int size = nodes.size();
        boolean lateBinding = size > 4
                && nodes.get(size - 4).isWord("WITH")
                && nodes.get(size - 3).isWord("NO")
                && nodes.get(size - 2).isWord("SCHEMA")
                && nodes.get(size - 1).isWord("BINDING");
        if (lateBinding) {
            throw RedshiftSqlException.notEmulated("WITH NO SCHEMA BINDING");
        }
        return query(nodes);
    }

    private Rendition drop(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("DROP");
        if (cursor.sees("MATERIALIZED", "VIEW")) {
            return materializedViews.drop(nodes);
        }
        if (UserStatements.concerns(cursor)) {
            return UserStatements.drop(cursor);
        }
        if (cursor.sees("SCHEMA")) {
            return Ddl.dropSchema(nodes);
        }
        if (cursor.sees("VIEW")) {
            return Ddl.dropView(nodes);
        }
        Ddl.refuseObjects(nodes);
        return Rendition.plain(Node.text(Functions.rewrite(nodes)));
    }

    private Rendition alter(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("ALTER");
        if (cursor.sees("MATERIALIZED", "VIEW")) {
            return materializedViews.alter(nodes);
        }
        if (UserStatements.concerns(cursor)) {
            return UserStatements.alter(cursor);
        }
        if (cursor.accept("DEFAULT", "PRIVILEGES")) {
            return Grants.defaults(cursor);
        }
        Ddl.refuseObjects(nodes);
        Ddl.refuseTableChanges(nodes);
        return Rendition.plain(Node.text(Functions.rewrite(nodes)));
    }

    /** SELECT and everything else that holds expressions. */
    private Rendition query(List<Node> nodes) {
        if (Refusals.readsCatalogue(nodes)) {
            return Rendition.plain(DriverQueries.translate(Node.text(nodes)));
        }
        return rewritten(nodes);
    }

    private Rendition rewritten(List<Node> nodes) {
        Refusals.check(nodes);
        Navigation navigation = new Navigation(settings.caseSensitiveAttributes());
        return Rendition.plain(Node.text(Functions.rewrite(top(navigation.rewrite(nodes)))));
    }

    /** TOP n at the head of a query is LIMIT n at its end. */
    private static List<Node> top(List<Node> nodes) {
        for (int i = 0; i + 2 < nodes.size(); i++) {
            boolean top = nodes.get(i).isWord("SELECT")
                    && nodes.get(i + 1).isWord("TOP")
                    && nodes.get(i + 2) instanceof Token count
                    && count.kind() == Node.Kind.NUMBER;
            if (top) {
                List<Node> out = new ArrayList<>(nodes);
                Token count = (Token) nodes.get(i + 2);
                out.subList(i + 1, i + 3).clear();
                out.add(Token.raw("LIMIT " + count.text()));
                return out;
            }
        }
        return nodes;
    }
}
