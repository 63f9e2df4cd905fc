package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * ALTER TABLE, one action at a time.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html">ALTER TABLE</a>
 */
final class AlterTable {

    private static final Set<String> CONSTRAINTS =
            Set.of("CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE");
    private static final Set<String> NOT_EMULATED = Set.of(
            "APPEND", "DISTKEY", "DISTSTYLE", "SORTKEY", "ENCODE", "ROW", "MASKING", "LOCATION", "PARTITION", "SET");

    private AlterTable() {}

    static Rendition translate(List<Node> nodes) {
        if (nodes.size() < 5 || !nodes.get(2).isName()) {
            throw RedshiftSqlException.syntaxError(TypeRules.textOf(nodes.get(nodes.size() - 1)));
        }
        if (nodes.get(2).isWord("IF") || nodes.get(2).isWord("ONLY")) {
            throw RedshiftSqlException.syntaxError(TypeRules.textOf(nodes.get(2)));
        }
        int action = ColumnPath.read(nodes, 2).end();
        for (Node node : nodes.subList(action, nodes.size())) {
            if (node.isSymbol(",")) {
                throw RedshiftSqlException.syntaxError(",");
            }
        }
        List<Node> rest = nodes.subList(Math.min(action + 1, nodes.size()), nodes.size());
        List<Node> head = nodes.subList(0, action + 1);
        Node word = nodes.get(action);
        if (rest.isEmpty()) {
            throw RedshiftSqlException.syntaxError(TypeRules.textOf(word));
        }
        if (word.isWord("ADD")) {
            return add(nodes, head, rest);
        }
        if (word.isWord("ALTER")) {
            return alter(nodes, rest);
        }
        if (word.isWord("DROP") || word.isWord("RENAME") || word.isWord("OWNER")) {
            refuseIf(rest.get(0).isWord("IF") || (rest.size() > 1 && rest.get(1).isWord("IF")), "IF");
            return Rendition.plain(Node.text(Functions.rewrite(nodes)));
        }
        refuseNotEmulated(word);
        throw RedshiftSqlException.syntaxError(TypeRules.textOf(word));
    }

    private static Rendition add(List<Node> nodes, List<Node> head, List<Node> rest) {
        if (Navigation.isWordOf(rest.get(0), CONSTRAINTS)) {
            List<Node> constraint = TableAttributes.constraint(rest);
            String table = Node.text(nodes.subList(2, head.size() - 1)).strip();
            return constraint.isEmpty()
                    ? Rendition.block("ALTER TABLE", Node.literal(table) + "::regclass")
                    : Rendition.plain(Node.text(Functions.rewrite(nodes)));
        }
        boolean column = rest.get(0).isWord("COLUMN");
        List<Node> definition = rest.subList(column ? 1 : 0, rest.size());
        if (definition.isEmpty()) {
            throw RedshiftSqlException.syntaxError("COLUMN");
        }
        refuseIf(definition.get(0).isWord("IF"), "IF");
        List<Node> out = new ArrayList<>(head);
        out.add(new Token(Kind.RAW, "COLUMN", " "));
        out.addAll(TableAttributes.definition(definition));
        return Rendition.plain(Node.text(Functions.rewrite(out)));
    }

    /** ALTER COLUMN .. TYPE VARCHAR(n); there is nothing else that this stand-in could do. */
    private static Rendition alter(List<Node> nodes, List<Node> rest) {
        rest.forEach(AlterTable::refuseNotEmulated);
        int name = rest.get(0).isWord("COLUMN") ? 1 : 0;
        boolean type = rest.size() > name + 2 && rest.get(name + 1).isWord("TYPE");
        if (!type) {
            throw RedshiftSqlException.syntaxError(TypeRules.textOf(rest.get(Math.min(name + 1, rest.size() - 1))));
        }
        TypeRules.check(rest, name + 2, false);
        boolean text =
                rest.get(name + 2).isWord("VARCHAR") || rest.get(name + 2).isWord("CHARACTER");
        if (!text || rest.stream().anyMatch(node -> node.isWord("USING"))) {
            throw new RedshiftSqlException("0A000", "ALTER COLUMN TYPE is for the length of VARCHAR columns alone");
        }
        return Rendition.plain(Node.text(Functions.rewrite(nodes)));
    }

    private static void refuseNotEmulated(Node word) {
        if (Navigation.isWordOf(word, NOT_EMULATED)) {
            throw RedshiftSqlException.notEmulated("ALTER TABLE .. " + TypeRules.textOf(word));
        }
    }

    private static void refuseIf(boolean refused, String near) {
        if (refused) {
            throw RedshiftSqlException.syntaxError(near);
        }
    }
}
