package io.github.calllake.local.redshift;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Data definition but for materialized views and tables. */
final class Ddl {

    /** Words after CREATE, ALTER or DROP that this stand-in refuses by name. */
    private static final Set<String> NOT_EMULATED = Set.of(
            "EXTERNAL",
            "LIBRARY",
            "MODEL",
            "DATASHARE",
            "IDENTITY",
            "MASKING",
            "RLS",
            "DATABASE",
            "CATALOG",
            "PROTECTED",
            "FUNCTION",
            "PROCEDURE",
            "AGGREGATE",
            "TEMPLATE");

    /** What can be made, altered and dropped, beside what has rules of its own. */
    private static final Set<String> KNOWN = Set.of(
            "SCHEMA",
            "TABLE",
            "VIEW",
            "USER",
            "GROUP",
            "ROLE",
            "TEMP",
            "TEMPORARY",
            "LOCAL",
            "OR",
            "DEFAULT",
            "MATERIALIZED",
            "EXTERNAL");

    private static final Set<String> NOT_IN_REDSHIFT = Set.of(
            "INDEX",
            "UNIQUE",
            "TRIGGER",
            "EXTENSION",
            "SEQUENCE",
            "TYPE",
            "DOMAIN",
            "RULE",
            "OPERATOR",
            "CAST",
            "COLLATION",
            "POLICY",
            "UNLOGGED");

    private Ddl() {}

    static Rendition dropSchema(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("DROP", "SCHEMA");
        boolean ifExists = cursor.accept("IF", "EXISTS");
        List<String> names = new ArrayList<>();
        do {
            names.add(cursor.expectName().name());
        } while (cursor.acceptSymbol(","));
        cursor.accept("DROP", "EXTERNAL", "DATABASE");
        boolean cascade = cursor.accept("CASCADE");
        if (!cascade) {
            cursor.accept("RESTRICT");
        }
        cursor.expectEnd();
        return Rendition.block(
                "DROP SCHEMA",
                names.stream()
                        .map(name -> "rs.drop_schema(" + Node.literal(name) + ", " + ifExists + ", " + cascade + ")")
                        .toArray(String[]::new));
    }

    /** DROP VIEW, which is not for materialized views, though here they are plain views in part. */
    static Rendition dropView(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("DROP", "VIEW");
        cursor.accept("IF", "EXISTS");
        List<String> calls = new ArrayList<>();
        do {
            calls.add("rs.refuse_drop_view(" + cursor.expectName().literals() + ")");
        } while (cursor.acceptSymbol(","));
        calls.add(Node.text(Functions.rewrite(nodes)).strip() + ";");
        return Rendition.block("DROP VIEW", calls.toArray(String[]::new));
    }

    /**
     * TRUNCATE, which commits.
     *
     * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_TRUNCATE.html">TRUNCATE</a>
     */
    static Rendition truncate(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("TRUNCATE");
        cursor.accept("TABLE");
        QualifiedName name = cursor.expectName();
        cursor.expectEnd();
        return Rendition.block("TRUNCATE TABLE", "rs.truncate(" + name.literals() + ")")
                .committing();
    }

    /** ANALYZE and VACUUM without what only Redshift's know. */
    static Rendition maintenance(List<Node> nodes) {
        if (Refusals.readsCatalogue(nodes)) {
            return Rendition.plain(Node.text(nodes));
        }
        Cursor cursor = new Cursor(nodes);
        boolean vacuum = cursor.accept("VACUUM");
        if (!vacuum) {
            cursor.expect("ANALYZE");
        }
        if (cursor.sees("COMPRESSION")) {
            throw RedshiftSqlException.notEmulated("ANALYZE COMPRESSION");
        }
        while (cursor.accept("FULL")
                || cursor.accept("SORT", "ONLY")
                || cursor.accept("DELETE", "ONLY")
                || cursor.accept("REINDEX")
                || cursor.accept("RECLUSTER")) {
            // Every variety is the same here.
        }
        String command = vacuum ? "VACUUM" : "ANALYZE";
        boolean all = cursor.atEnd() || cursor.sees("TO");
        return Rendition.plain(
                all ? command : command + " " + cursor.expectName().quoted());
    }

    /** Refuses kinds of objects that Redshift lacks, or this stand-in does. */
    static void refuseObjects(List<Node> nodes) {
        Node object = nodes.size() > 1 ? nodes.get(1) : nodes.get(0);
        NOT_EMULATED.stream().filter(object::isWord).findAny().ifPresent(word -> {
            throw RedshiftSqlException.notEmulated(RedshiftTranslator.firstWord(nodes) + " " + word);
        });
        NOT_IN_REDSHIFT.stream().filter(object::isWord).findAny().ifPresent(word -> {
            throw new RedshiftSqlException(
                    "0A000",
                    "SQL command \"" + RedshiftTranslator.firstWord(nodes) + " " + word
                            + "\" not supported on Redshift tables");
        });
        if (!Navigation.isWordOf(object, KNOWN)) {
            throw RedshiftSqlException.syntaxError(TypeRules.textOf(object));
        }
    }
}
