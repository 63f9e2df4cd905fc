package io.github.calllake.local.redshift;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Which rule translates a statement, by its first words. One per session; not thread-safe. */
final class StatementRules {

    /** Redshift has them. */
    private static final Set<String> NOT_EMULATED =
            Set.of("COPY", "CANCEL", "USE", "ATTACH", "DETACH", "DESC", "DESCRIBE", "RENAME");
    /** Whatever holds expressions, and transactions and cursors. */
    private static final Set<String> KNOWN = Set.of(
            "SELECT",
            "WITH",
            "INSERT",
            "UPDATE",
            "DELETE",
            "EXPLAIN",
            "PREPARE",
            "EXECUTE",
            "DEALLOCATE",
            "DECLARE",
            "FETCH",
            "CLOSE",
            "LOCK",
            "COMMENT",
            "DISCARD");

    private static final Set<String> BACKWARD = Set.of("BACKWARD", "PRIOR", "FIRST", "LAST", "ABSOLUTE", "RELATIVE");
    /** Statements of drivers and tools, which know what PostgreSQL's catalogue looks like. */
    private static final Set<String> MAY_READ_CATALOGUE = Set.of("SELECT", "WITH", "DECLARE");

    private final Settings settings = new Settings();
    private final MaterializedViews materializedViews;
    private final Unloads unloads;

    StatementRules(MaterializedViews materializedViews, Unloads unloads) {
        this.materializedViews = materializedViews;
        this.unloads = unloads;
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
            case "CALL" -> call(nodes);
            case "REFRESH" -> materializedViews.refresh(nodes);
            case "TRUNCATE" -> {
                settings.commit();
                yield Ddl.truncate(nodes);
            }
            case "GRANT", "REVOKE" -> Grants.translate(nodes);
            case "ANALYZE", "VACUUM" -> Ddl.maintenance(nodes);
            case "SET" -> settings.set(nodes);
            case "RESET" -> settings.reset(nodes);
            case "SHOW" -> settings.show(nodes);
            case "BEGIN", "START" -> inTransaction(nodes, Settings::begin);
            case "COMMIT", "END" -> inTransaction(nodes, Settings::commit);
            case "ROLLBACK", "ABORT" -> inTransaction(nodes, Settings::rollback);
            case "EXPLAIN" -> explain(nodes);
            case "DECLARE" -> declare(nodes);
            case "FETCH" -> fetch(nodes);
            case "COMMENT" -> Rendition.plain(Node.text(Functions.rewrite(nodes)));
            case "SAVEPOINT", "RELEASE" -> throw noSavepoints(nodes);
            case "UNLOAD" -> unloads.translate(nodes, this::query);
            case "MERGE" -> Merge.translate(nodes, this::rewritten);
            default -> known(first, nodes);
        };
    }

    /** DECLARE name CURSOR FOR query: neither SCROLL nor HOLD. */
    private Rendition declare(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("DECLARE");
        cursor.expectName();
        cursor.expect("CURSOR", "FOR");
        return query(nodes);
    }

    /** Cursors go forward. */
    private static Rendition fetch(List<Node> nodes) {
        for (Node node : nodes) {
            if (Navigation.isWordOf(node, BACKWARD) || node.isSymbol("-")) {
                throw RedshiftSqlException.syntaxError(TypeRules.textOf(node));
            }
        }
        return Rendition.plain(Node.text(nodes));
    }

    private Rendition explain(List<Node> nodes) {
        boolean more =
                nodes.size() > 1 && (nodes.get(1).isParens() || nodes.get(1).isWord("ANALYZE"));
        if (more) {
            throw RedshiftSqlException.syntaxError(TypeRules.textOf(nodes.get(1)));
        }
        return query(nodes);
    }

    /** CALL name(arguments): the name is a procedure's, which no list of functions knows. */
    private Rendition call(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("CALL");
        cursor.expectName();
        Refusals.check(cursor.expectParens().children());
        cursor.expectEnd();
        return translated(nodes);
    }

    private Rendition known(String first, List<Node> nodes) {
        boolean query = KNOWN.contains(first) || nodes.get(0).isParens();
        if (!query) {
            throw RedshiftSqlException.syntaxError(TypeRules.textOf(nodes.get(0)));
        }
        return query(nodes);
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
            return ExternalSchemas.create(nodes);
        }
        if (cursor.sees("MATERIALIZED", "VIEW")) {
            return materializedViews.create(nodes, settings.caseSensitiveAttributes());
        }
        if (UserStatements.concerns(cursor)) {
            return UserStatements.create(cursor);
        }
        boolean replace = cursor.accept("OR", "REPLACE");
        if (cursor.sees("PROCEDURE")) {
            return StoredProcedures.create(nodes, this::translate);
        }
        Ddl.refuseObjects(nodes);
        if (replace && cursor.sees("MATERIALIZED")) {
            throw RedshiftSqlException.syntaxError("OR");
        }
        if (cursor.sees("FUNCTION")) {
            throw RedshiftSqlException.notEmulated("CREATE FUNCTION");
        }
        if (replace && !cursor.sees("VIEW")) {
            throw RedshiftSqlException.syntaxError("REPLACE");
        }
        if (cursor.sees("VIEW")) {
            return createView(nodes);
        }
        cursor.accept("LOCAL");
        boolean temporary = cursor.accept("TEMP") || cursor.accept("TEMPORARY");
        if (cursor.sees("TABLE")) {
            return rewritten(TableAttributes.strip(nodes));
        }
        if (temporary) {
            throw RedshiftSqlException.syntaxError("TEMPORARY");
        }
        return Rendition.plain(Node.text(Functions.rewrite(nodes)));
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
        if (cursor.sees("PROCEDURE")) {
            return Rendition.plain(Node.text(Functions.rewrite(nodes)));
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
        if (cursor.sees("EXTERNAL", "SCHEMA")) {
            return ExternalSchemas.alter(nodes);
        }
        Optional<Rendition> append = MaterializedViews.append(nodes);
        if (append.isPresent()) {
            return append.get();
        }
        Ddl.refuseObjects(nodes);
        return cursor.sees("TABLE")
                ? AlterTable.translate(nodes)
                : Rendition.plain(Node.text(Functions.rewrite(nodes)));
    }

    /** SELECT and everything else that holds expressions. */
    private Rendition query(List<Node> nodes) {
        SourceRelations relations = SourceRelations.of(nodes);
        boolean reads = MAY_READ_CATALOGUE.contains(RedshiftTranslator.firstWord(nodes));
        if (reads && relations.onlyCatalogue()) {
            CallRules.ofCatalogue().check(nodes);
            return Rendition.plain(DriverQueries.translate(Node.text(nodes)));
        }
        Refusals.check(nodes, relations);
        return translated(nodes);
    }

    private Rendition rewritten(List<Node> nodes) {
        Refusals.check(nodes);
        return translated(nodes);
    }

    private Rendition translated(List<Node> nodes) {
        Navigation navigation = new Navigation(settings.caseSensitiveAttributes());
        return Rendition.plain(Node.text(Functions.rewrite(navigation.rewrite(QueryBlocks.rewrite(nodes)))));
    }
}
