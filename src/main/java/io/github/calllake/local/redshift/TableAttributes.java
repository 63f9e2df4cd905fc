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

    private static final Set<String> TABLE_CONSTRAINTS =
            Set.of("CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE", "LIKE");
    private static final Set<String> OF_POSTGRESQL =
            Set.of("PARTITION", "INHERITS", "WITH", "ON", "TABLESPACE", "USING", "OF", "GLOBAL", "UNLOGGED");
    /** No column can have these names: they are PostgreSQL's system columns. */
    /** A column of intervals names its fields: YEAR TO MONTH, DAY TO SECOND, or some of them. */
    private static final Set<String> INTERVAL_FIELDS = Set.of("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND");

    static final Set<String> SYSTEM_COLUMNS = Set.of("oid", "tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

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
                checkQuery(nodes, i);
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
            } else if (columnsSeen || Navigation.isWordOf(node, OF_POSTGRESQL)) {
                throw RedshiftSqlException.syntaxError(TypeRules.textOf(node));
            } else {
                out.add(node);
                i++;
            }
        }
        return out;
    }

    /** CREATE TABLE AS has neither IF NOT EXISTS nor WITH NO DATA. */
    private static void checkQuery(List<Node> nodes, int as) {
        int size = nodes.size();
        boolean withoutData = size > 2 && nodes.get(size - 1).isWord("DATA");
        if (withoutData) {
            throw RedshiftSqlException.syntaxError("WITH");
        }
        for (int i = 0; i < as; i++) {
            if (nodes.get(i).isWord("EXISTS")) {
                throw RedshiftSqlException.syntaxError("AS");
            }
        }
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
        for (List<Node> part : Functions.split(nodes)) {
            List<Node> written = part.isEmpty() || !Navigation.isWordOf(part.get(0), TABLE_CONSTRAINTS)
                    ? column(part)
                    : constraint(part);
            if (!out.isEmpty() && !written.isEmpty()) {
                out.add(new Token(Kind.SYMBOL, ",", ""));
            }
            out.addAll(written);
        }
        return out;
    }

    /** A constraint of the table; a foreign key is left out, since Redshift does not enforce it. */
    static List<Node> constraint(List<Node> nodes) {
        int kind = nodes.get(0).isWord("CONSTRAINT") ? 2 : 0;
        if (nodes.size() <= kind) {
            throw RedshiftSqlException.syntaxError(TypeRules.textOf(nodes.get(0)));
        }
        Node word = nodes.get(kind);
        if (word.isWord("FOREIGN")) {
            return List.of();
        }
        if (word.isWord("PRIMARY") || word.isWord("UNIQUE") || word.isWord("LIKE")) {
            return nodes;
        }
        throw RedshiftSqlException.syntaxError(TypeRules.textOf(word));
    }

    /** One column's definition without what only Redshift knows. */
    static List<Node> definition(List<Node> nodes) {
        return new TableAttributes().column(nodes);
    }

    private List<Node> column(List<Node> nodes) {
        if (nodes.size() < 2 || !(nodes.get(0) instanceof Token name)) {
            return nodes;
        }
        TypeRules.check(nodes, 1, false);
        if (nodes.get(1).isWord("INTERVAL")
                && (nodes.size() < 3 || !Navigation.isWordOf(nodes.get(2), INTERVAL_FIELDS))) {
            throw new RedshiftSqlException(
                    "0A000", "Column \"" + name.name() + "\" has unsupported type \"interval\".");
        }
        if (SYSTEM_COLUMNS.contains(name.name())) {
            throw new RedshiftSqlException(
                    "42701", "column name \"" + name.name() + "\" conflicts with a system column name");
        }
        if (nodes.get(1).isWord("SUPER")) {
            superColumns.add(name.name());
        }
        List<Node> out = new ArrayList<>(List.of(name));
        int i = type(nodes, out);
        while (i < nodes.size()) {
            i = attribute(name, nodes, i, out);
        }
        return out;
    }

    /** Adds what stands for an attribute of the column and says where to go on. */
    private int attribute(Token column, List<Node> nodes, int at, List<Node> out) {
        Node node = nodes.get(at);
        if (node.isWord("SORTKEY") || node.isWord("DISTKEY")) {
            keys.add(column.name());
            return at + 1;
        }
        if (node.isWord("ENCODE")) {
            return at + 2;
        }
        if (node.isWord("REFERENCES")) {
            int end = ColumnPath.read(nodes, at + 1).end();
            return end < nodes.size() && nodes.get(end).isParens() ? end + 1 : end;
        }
        if (node.isWord("CHECK") || node.isWord("EXCLUDE") || node.isWord("STORAGE") || node.isWord("COMPRESSION")) {
            throw RedshiftSqlException.syntaxError(((Token) node).text());
        }
        if (node.isWord("COLLATE")) {
            throw RedshiftSqlException.notEmulated("COLLATE");
        }
        boolean byDefault = node.isWord("DEFAULT")
                && at + 1 < nodes.size()
                && nodes.get(at + 1).isWord("IDENTITY");
        int identity = byDefault ? at + 1 : at;
        if (node.isWord("GENERATED")) {
            boolean shaped = at + 5 < nodes.size()
                    && nodes.get(at + 1).isWord("BY")
                    && nodes.get(at + 2).isWord("DEFAULT")
                    && nodes.get(at + 3).isWord("AS");
            if (!shaped) {
                throw RedshiftSqlException.syntaxError("GENERATED");
            }
            byDefault = true;
            identity = at + 4;
        }
        if (nodes.get(identity).isWord("IDENTITY")
                && identity + 1 < nodes.size()
                && nodes.get(identity + 1) instanceof Group seed) {
            out.add(Token.raw(identity(seed, byDefault)));
            return identity + 2;
        }
        out.add(node);
        return at + 1;
    }

    /** Adds the type and says where to go on. */
    private static int type(List<Node> nodes, List<Node> out) {
        Token type = (Token) nodes.get(1);
        String name = type.text().toUpperCase(Locale.ROOT);
        boolean varying = nodes.size() > 2 && nodes.get(2).isWord("VARYING") && !name.equals("BINARY");
        int next = varying ? 3 : 2;
        boolean sized = nodes.size() > next && nodes.get(next).isParens();
        if (Set.of("DECIMAL", "NUMERIC", "DEC").contains(name) && !sized) {
            out.add(Token.raw("numeric(18,0)"));
            return next;
        }
        if (!varying && !TEXT_TYPES.contains(name)) {
            out.add(type);
            return 2;
        }
        String size = sized ? Node.text(((Group) nodes.get(next)).children()).strip() : "";
        boolean number = !size.isEmpty() && size.length() < 10 && size.chars().allMatch(Character::isDigit);
        if (number) {
            TypeRules.checkLength("character varying", Long.parseLong(size), LONGEST_COLUMN);
        }
        int length = number ? Integer.parseInt(size) : sized ? LONGEST_COLUMN : DEFAULT_LENGTH;
        boolean same = number && name.equals("VARCHAR");
        out.add(same ? type : Token.raw("varchar(" + length + ")"));
        return sized && !same ? next + 1 : next;
    }

    private static String identity(Group seed, boolean byDefault) {
        List<List<Node>> parts = Functions.split(seed.children());
        if (parts.size() != 2) {
            throw RedshiftSqlException.syntaxError("IDENTITY");
        }
        return "GENERATED " + (byDefault ? "BY DEFAULT" : "ALWAYS") + " AS IDENTITY (START WITH "
                + Node.text(parts.get(0)).strip() + " INCREMENT BY "
                + Node.text(parts.get(1)).strip() + ")";
    }
}
