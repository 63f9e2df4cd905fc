package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The types a statement may name.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html">Data types</a>
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/c_unsupported-postgresql-datatypes.html">Unsupported PostgreSQL data types</a>
 */
final class TypeRules {

    private static final Set<String> TYPES = FunctionNames.words("""
            SMALLINT INT2 INTEGER INT INT4 BIGINT INT8 DECIMAL NUMERIC DEC REAL FLOAT4 DOUBLE FLOAT8 FLOAT BOOLEAN BOOL
            CHAR CHARACTER NCHAR BPCHAR VARCHAR NVARCHAR TEXT DATE TIMESTAMP TIMESTAMPTZ TIME TIMETZ INTERVAL SUPER VARBYTE VARBINARY BINARY
            """);
    private static final Set<String> NOT_EMULATED = Set.of("GEOMETRY", "GEOGRAPHY", "HLLSKETCH");
    /** Types of the catalogue, for the leader node. */
    private static final Set<String> LEADER_ONLY = Set.of("OID", "REGCLASS", "NAME");
    /** PostgreSQL would read them before a string as a literal of that type. */
    private static final Set<String> LITERALS_OF_POSTGRESQL = FunctionNames.words("""
            JSON JSONB BYTEA UUID XML INET CIDR MACADDR MONEY POINT LINE LSEG BOX PATH POLYGON CIRCLE TSVECTOR TSQUERY JSONPATH BIT VARBIT HSTORE
            INT4RANGE INT8RANGE NUMRANGE TSRANGE TSTZRANGE DATERANGE REGCLASS REGPROC REGTYPE NAME OID
            """);

    private static final Set<String> SECOND_WORDS = Set.of("PRECISION", "VARYING");
    private static final int MOST_DIGITS = 38;
    private static final int LONGEST_CHAR = 4096;
    /** Of a VARCHAR in an expression; a column holds less. */
    private static final int LONGEST_TEXT = 16_000_000;

    private TypeRules() {}

    /** Whether the word is a type of Redshift. */
    static boolean isType(String upperCaseWord) {
        return TYPES.contains(upperCaseWord) || NOT_EMULATED.contains(upperCaseWord);
    }

    /**
     * Refuses a type that Redshift lacks.
     *
     * @param nodes that hold a type from {@code at} on
     */
    static void check(List<Node> nodes, int at, boolean overTables) {
        if (at >= nodes.size() || !(nodes.get(at) instanceof Token type) || !type.isName()) {
            throw RedshiftSqlException.syntaxError(at < nodes.size() ? textOf(nodes.get(at)) : ")");
        }
        String name = type.text().toUpperCase(Locale.ROOT);
        if (NOT_EMULATED.contains(name)) {
            throw RedshiftSqlException.notEmulated("the type " + name);
        }
        if (LEADER_ONLY.contains(name) && !overTables) {
            return;
        }
        if (LEADER_ONLY.contains(name)) {
            throw FunctionNames.leaderOnly();
        }
        if (!TYPES.contains(name)) {
            throw new RedshiftSqlException("42704", "type \"" + type.name() + "\" does not exist");
        }
        int after = at + 1;
        while (after < nodes.size() && Navigation.isWordOf(nodes.get(after), SECOND_WORDS)) {
            after++;
        }
        if (after < nodes.size() && nodes.get(after) instanceof Group size && size.isParens()) {
            checkSize(name, size);
            after++;
        }
        boolean array = after < nodes.size()
                && (nodes.get(after).isWord("ARRAY") || (nodes.get(after) instanceof Group group && !group.isParens()));
        if (array) {
            throw new RedshiftSqlException("0A000", "array types are not supported");
        }
    }

    private static void checkSize(String name, Group size) {
        List<Node> children = size.children();
        if (children.isEmpty()
                || !(children.get(0) instanceof Token number)
                || number.kind() != Kind.NUMBER
                || !number.text().chars().allMatch(Character::isDigit)) {
            return;
        }
        long value = number.text().length() > 12 ? Long.MAX_VALUE : Long.parseLong(number.text());
        switch (name) {
            case "DECIMAL", "NUMERIC", "DEC" -> {
                if (value < 1 || value > MOST_DIGITS) {
                    throw new RedshiftSqlException(
                            "22023", "DECIMAL precision " + number.text() + " must be between 1 and " + MOST_DIGITS);
                }
            }
            case "CHAR", "CHARACTER", "NCHAR", "BPCHAR" -> checkLength("character", value, LONGEST_CHAR);
            case "VARCHAR", "NVARCHAR" -> checkLength("character varying", value, LONGEST_TEXT);
            default -> {
                // The others are checked by PostgreSQL.
            }
        }
    }

    static void checkLength(String type, long value, int longest) {
        if (value < 1) {
            throw new RedshiftSqlException("22023", "length for type " + type + " must be at least 1");
        }
        if (value > longest) {
            throw new RedshiftSqlException("22023", "length for type " + type + " cannot exceed " + longest);
        }
    }

    /** Refuses a literal with a type before it, if Redshift lacks the type; also bit strings and escapes in {@code U&'..'}. */
    static void checkLiteral(Token word, Node next) {
        String name = word.text().toUpperCase(Locale.ROOT);
        boolean glued = next.before().isEmpty();
        if (LITERALS_OF_POSTGRESQL.contains(name)) {
            throw new RedshiftSqlException("42704", "type \"" + word.name() + "\" does not exist");
        }
        if (glued && (name.equals("B") || name.equals("X"))) {
            throw new RedshiftSqlException("0A000", "bit strings are not supported");
        }
    }

    static String textOf(Node node) {
        return node instanceof Token token
                ? token.text()
                : ((Group) node).open().text();
    }
}
