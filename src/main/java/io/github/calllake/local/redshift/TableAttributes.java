package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * CREATE TABLE without what only a distributed, columnar store knows: distribution and sort keys, encodings, backup.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_NEW.html">CREATE TABLE</a>
 */
final class TableAttributes {

    private static final Set<String> TEXT_TYPES = Set.of("VARCHAR", "NVARCHAR", "TEXT");
    /** The length of a VARCHAR column that is declared without one. */
    private static final int DEFAULT_LENGTH = 256;

    private static final int LONGEST_COLUMN = 65_535;

    private final Set<String> superColumns = new HashSet<>();
    private final Set<String> keys = new HashSet<>();

    private TableAttributes() {}

    /** Strips a CREATE TABLE; its query, if it has one, is left as it is. */
    static List<Node> strip(List<Node> nodes) {
        TableAttributes attributes = new TableAttributes();
        List<Node> out = attributes.table(nodes);
        for (String key : attributes.keys) {
            if (attributes.superColumns.contains(key)) {
                throw new RedshiftSqlException(
                        "0A000", "column \"" + key + "\" of type super cannot be a distribution or sort key");
            }
        }
        return out;
    }

    private List<Node> table(List<Node> nodes) {
        List<Node> out = new ArrayList<>();
        boolean columnsSeen = false;
        int i = 0;
        while (i < nodes.size()) {
            Node node = nodes.get(i);
            if (node.isWord("AS")) {
                out.addAll(nodes.subList(i, nodes.size()));
                return out;
            }
            int attribute = attributeLength(nodes, i);
            if (attribute > 0) {
                addKeys(nodes.subList(i, i + attribute));
                i += attribute;
            } else if (node instanceof Group group && node.isParens() && !columnsSeen) {
                out.add(group.with(columns(group.children())));
                columnsSeen = true;
                i++;
            } else {
                out.add(node);
                i++;
            }
        }
        return out;
    }

    /** How many nodes the table attribute at this place has; 0 where there is none. */
    private static int attributeLength(List<Node> nodes, int at) {
        Node node = nodes.get(at);
        int rest = nodes.size() - at;
        if (node.isWord("DISTSTYLE") || node.isWord("BACKUP") || node.isWord("ENCODE")) {
            return Math.min(rest, 2);
        }
        if (node.isWord("DISTKEY") || node.isWord("SORTKEY")) {
            return Math.min(rest, 2);
        }
        if ((node.isWord("COMPOUND") || node.isWord("INTERLEAVED")) && rest > 2) {
            return 3;
        }
        return 0;
    }

    private void addKeys(List<Node> attribute) {
        Node last = attribute.get(attribute.size() - 1);
        if (last instanceof Group group) {
            Functions.split(group.children()).forEach(part -> {
                if (part.size() == 1 && part.get(0) instanceof Token name && name.isName()) {
                    keys.add(name.name());
                }
            });
        }
    }

    private List<Node> columns(List<Node> nodes) {
        List<Node> out = new ArrayList<>();
        for (List<Node> column : Functions.split(nodes)) {
            if (!out.isEmpty()) {
                out.add(new Token(Kind.SYMBOL, ",", ""));
            }
            out.addAll(column(column));
        }
        return out;
    }

    private List<Node> column(List<Node> nodes) {
        if (nodes.size() < 2
                || !(nodes.get(0) instanceof Token name)
                || !nodes.get(1).isName()) {
            return nodes;
        }
        TypeRules.check(nodes, 1, false);
        if (nodes.get(1).isWord("SUPER")) {
            superColumns.add(name.name());
        }
        List<Node> out = new ArrayList<>(List.of(name));
        int i = type(nodes, out);
        while (i < nodes.size()) {
            Node node = nodes.get(i);
            boolean key = node.isWord("SORTKEY") || node.isWord("DISTKEY");
            if (key) {
                keys.add(name.name());
                i++;
            } else if (node.isWord("ENCODE")) {
                i += 2;
            } else if (node.isWord("IDENTITY") && i + 1 < nodes.size() && nodes.get(i + 1) instanceof Group seed) {
                out.add(Token.raw(identity(seed)));
                i += 2;
            } else {
                out.add(node);
                i++;
            }
        }
        return out;
    }

    /** Adds the type and says where to go on. */
    private static int type(List<Node> nodes, List<Node> out) {
        Token type = (Token) nodes.get(1);
        boolean sized = nodes.size() > 2 && nodes.get(2).isParens();
        if (!TEXT_TYPES.contains(type.text().toUpperCase(Locale.ROOT))) {
            out.add(type);
            return 2;
        }
        boolean max =
                sized && Node.text(((Group) nodes.get(2)).children()).strip().equalsIgnoreCase("max");
        if (sized && !max) {
            out.add(type);
            return 2;
        }
        out.add(Token.raw("varchar(" + (max ? LONGEST_COLUMN : DEFAULT_LENGTH) + ")"));
        return sized ? 3 : 2;
    }

    private static String identity(Group seed) {
        List<List<Node>> parts = Functions.split(seed.children());
        if (parts.size() != 2) {
            throw RedshiftSqlException.syntaxError("IDENTITY");
        }
        return "GENERATED ALWAYS AS IDENTITY (START WITH"
                + Node.text(parts.get(0)).indent(1).stripTrailing() + " INCREMENT BY "
                + Node.text(parts.get(1)).strip() + ")";
    }
}
