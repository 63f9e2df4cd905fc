package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rewrites calls and type names that PostgreSQL writes otherwise: date parts without quotes, TRY_CAST, NVL, LISTAGG, VARCHAR(MAX). */
final class Functions {

    private static final Map<String, String> RENAMED = Map.ofEntries(
            Map.entry("NVL", "COALESCE"),
            Map.entry("AVG", "rs.avg"),
            Map.entry("VERSION", "rs.version"),
            Map.entry("DATE_ADD", "dateadd"),
            Map.entry("DATE_DIFF", "datediff"),
            Map.entry("DATE_PART", "rs.date_part"),
            Map.entry("DATEPART", "rs.date_part"),
            Map.entry("PGDATE_PART", "rs.date_part"),
            Map.entry("JSON_SERIALIZE", "\"json_serialize\""),
            Map.entry("CONCAT", "rs.concat"),
            Map.entry("REGEXP_COUNT", "rs.regexp_count"),
            Map.entry("REGEXP_INSTR", "rs.regexp_instr"),
            Map.entry("REGEXP_REPLACE", "rs.regexp_replace"),
            Map.entry("REGEXP_SUBSTR", "rs.regexp_substr"),
            Map.entry("REPLICATE", "repeat"),
            Map.entry("TEXTLEN", "length"),
            Map.entry("DEXP", "exp"),
            Map.entry("DLOG1", "ln"),
            Map.entry("DLOG10", "log"),
            Map.entry("POW", "power"));
    /** How many arguments PostgreSQL's function of the name must not have, since Redshift's has not. */
    private static final Map<String, Set<Integer>> ARGUMENT_COUNTS = Map.of(
            "TO_TIMESTAMP", Set.of(2, 3),
            "CONCAT", Set.of(2),
            "RANDOM", Set.of(0),
            "LAST_DAY", Set.of(1),
            "LOG", Set.of(1),
            "NULLIF", Set.of(2),
            "CONVERT", Set.of(2),
            "LENGTH", Set.of(1),
            "SPLIT_PART", Set.of(3));

    private static final Map<String, String> TRY_CASTS = Map.ofEntries(
            Map.entry("TIMESTAMP", "rs.try_timestamp"),
            Map.entry("TIMESTAMP WITHOUT TIME ZONE", "rs.try_timestamp"),
            Map.entry("TIMESTAMPTZ", "rs.try_timestamptz"),
            Map.entry("TIMESTAMP WITH TIME ZONE", "rs.try_timestamptz"),
            Map.entry("DATE", "rs.try_date"),
            Map.entry("BIGINT", "rs.try_bigint"),
            Map.entry("INT8", "rs.try_bigint"),
            Map.entry("INT", "rs.try_int"),
            Map.entry("INT4", "rs.try_int"),
            Map.entry("INTEGER", "rs.try_int"),
            Map.entry("SMALLINT", "rs.try_smallint"),
            Map.entry("INT2", "rs.try_smallint"),
            Map.entry("DOUBLE PRECISION", "rs.try_double"),
            Map.entry("FLOAT8", "rs.try_double"),
            Map.entry("FLOAT", "rs.try_double"),
            Map.entry("REAL", "rs.try_real"),
            Map.entry("FLOAT4", "rs.try_real"),
            Map.entry("BOOLEAN", "rs.try_boolean"),
            Map.entry("BOOL", "rs.try_boolean"));
    /** What a VARCHAR of PostgreSQL can be declared with; beyond it has no length. */
    private static final int LONGEST_DECLARED = 10_485_760;

    private Functions() {}

    /** Rewrites all calls and types in the nodes, at any depth. */
    static List<Node> rewrite(List<Node> written) {
        List<Node> nodes = TryParse.rewrite(written);
        List<Node> out = new ArrayList<>(nodes.size());
        int i = 0;
        while (i < nodes.size()) {
            Node node = nodes.get(i);
            boolean partOfPath = i > 0 && nodes.get(i - 1).isSymbol(".");
            boolean called = i + 1 < nodes.size() && nodes.get(i + 1).isParens();
            if (node instanceof Group group) {
                out.add(group.with(rewrite(group.children())));
                i++;
            } else if (node instanceof Token word && word.kind() == Kind.WORD && called && !partOfPath) {
                i = call(word, (Group) nodes.get(i + 1), nodes, i + 2, out);
            } else if (node instanceof Token word && word.kind() == Kind.WORD && !partOfPath) {
                i = word(word, nodes, i + 1, out);
            } else {
                out.add(folded(node));
                i++;
            }
        }
        return out;
    }

    /** Quoted names fold to lower case as well. */
    private static Node folded(Node node) {
        return node instanceof Token token && token.kind() == Kind.QUOTED_NAME
                ? new Token(Kind.QUOTED_NAME, token.text().toLowerCase(Locale.ROOT), token.before())
                : node;
    }

    private static int word(Token word, List<Node> nodes, int next, List<Node> out) {
        switch (word.upperCase()) {
            case "SYSDATE" -> out.add(new Token(Kind.RAW, "rs.sysdate()", word.before()));
            case "MINUS" -> out.add(new Token(Kind.RAW, "EXCEPT", word.before()));
            case "DECIMAL", "NUMERIC", "DEC" -> out.add(isType(nodes, next) ? typed("numeric(18,0)", word) : word);
            case "NVARCHAR" -> out.add(isType(nodes, next) ? typed("varchar", word) : word);
            case "VARBINARY", "VARBYTE" -> out.add(isType(nodes, next) ? typed("bytea", word) : word);
            case "APPROXIMATE" -> {
                if (next < nodes.size()
                        && (nodes.get(next).isWord("COUNT") || nodes.get(next).isWord("PERCENTILE_DISC"))) {
                    break;
                }
                out.add(word);
            }
            default -> out.add(word);
        }
        return next;
    }

    private static boolean isType(List<Node> nodes, int next) {
        return next > 1
                && (nodes.get(next - 2).isSymbol("::") || nodes.get(next - 2).isWord("AS"));
    }

    private static Token typed(String type, Token word) {
        return new Token(Kind.RAW, type, word.before());
    }

    /** Adds what stands for the call and says where to go on. */
    private static int call(Token word, Group arguments, List<Node> nodes, int next, List<Node> out) {
        String name = word.upperCase();
        checkCount(name, arguments);
        if (Analytics.knows(name)) {
            return Analytics.rewrite(word, arguments, nodes, next, out);
        }
        switch (name) {
            case "TRY_CAST" -> out.add(new Token(Kind.RAW, tryCast(arguments), word.before()));
            case "VARCHAR", "NVARCHAR", "VARBYTE", "VARBINARY" ->
                out.add(new Token(Kind.RAW, sized(name, arguments), word.before()));
            case "DECODE" -> out.add(new Token(Kind.RAW, decode(arguments), word.before()));
            case "NVL2" -> out.add(new Token(Kind.RAW, nvl2(arguments), word.before()));
            case "CONVERT" -> out.add(new Token(Kind.RAW, convert(arguments), word.before()));
            case "ARRAY" -> out.add(new Token(Kind.RAW, built("jsonb_build_array", arguments), word.before()));
            case "OBJECT" -> out.add(new Token(Kind.RAW, built("jsonb_build_object", arguments), word.before()));
            default -> renamed(name, word, arguments, out);
        }
        return next;
    }

    private static void renamed(String name, Token word, Group arguments, List<Node> out) {
        Optional<List<Node>> extracted = name.equals("EXTRACT") ? DateParts.extract(arguments) : Optional.empty();
        String newName = extracted.isPresent() ? "rs.extract" : RENAMED.get(name);
        out.add(newName == null ? word : new Token(Kind.RAW, newName, word.before()));
        List<Node> children = extracted.orElse(arguments.children());
        if (DateParts.takes(name)) {
            children = DateParts.arguments(children);
        } else if (DateParts.takesDates(name)) {
            children = DateParts.dates(children, name);
        }
        out.add(arguments.with(rewrite(children)));
    }

    private static void checkCount(String name, Group arguments) {
        Set<Integer> counts = ARGUMENT_COUNTS.get(name);
        int count =
                arguments.children().isEmpty() ? 0 : split(arguments.children()).size();
        if (counts != null && !counts.contains(count)) {
            throw new RedshiftSqlException(
                    "42883",
                    "function " + name.toLowerCase(Locale.ROOT) + " with " + count + " arguments does not exist");
        }
    }

    /** CONVERT(type, value). */
    private static String convert(Group arguments) {
        List<String> parts = arguments(arguments);
        return "CAST(" + parts.get(1) + " AS " + parts.get(0) + ")";
    }

    private static String built(String function, Group arguments) {
        return function + "(" + (arguments.children().isEmpty() ? "" : String.join(", ", arguments(arguments)))
                + ")::super";
    }

    private static String tryCast(Group arguments) {
        List<Node> children = arguments.children();
        int as = -1;
        for (int i = 0; i < children.size(); i++) {
            as = children.get(i).isWord("AS") ? i : as;
        }
        if (as < 1) {
            throw RedshiftSqlException.syntaxError(")");
        }
        String value = text(children.subList(0, as));
        List<Node> type = children.subList(as + 1, children.size());
        String function = TRY_CASTS.get(typeName(type));
        if (function != null) {
            return function + "(" + value.strip() + ")";
        }
        String target = text(type).strip();
        if (target.toLowerCase(Locale.ROOT).matches("(var|bp)?char.*|text")) {
            return "CAST(" + value + " AS " + target + ")";
        }
        return "rs.try_cast(" + value + ", " + Node.literal(target) + ", NULL::" + target + ")";
    }

    private static String typeName(List<Node> type) {
        StringBuilder name = new StringBuilder();
        for (Node node : type) {
            if (!(node instanceof Token token) || !token.isName()) {
                return "";
            }
            name.append(name.isEmpty() ? "" : " ").append(token.name().toUpperCase(Locale.ROOT));
        }
        return name.toString();
    }

    private static String sized(String name, Group size) {
        if (name.startsWith("VARB")) {
            return "bytea";
        }
        String length = text(size.children()).strip();
        boolean max = length.equalsIgnoreCase("max");
        boolean tooLong = length.length() > 9
                || (length.chars().allMatch(Character::isDigit) && Integer.parseInt(length) > LONGEST_DECLARED);
        return max || tooLong ? "varchar" : "varchar(" + length + ")";
    }

    private static String decode(Group arguments) {
        List<String> parts = arguments(arguments);
        if (parts.size() < 3) {
            return "decode(" + String.join(", ", parts) + ")";
        }
        StringBuilder out = new StringBuilder("CASE");
        int i = 1;
        for (; i + 1 < parts.size(); i += 2) {
            out.append(" WHEN (")
                    .append(parts.get(0))
                    .append(") IS NOT DISTINCT FROM (")
                    .append(parts.get(i))
                    .append(") THEN ")
                    .append(parts.get(i + 1));
        }
        if (i < parts.size()) {
            out.append(" ELSE ").append(parts.get(i));
        }
        return out.append(" END").toString();
    }

    private static String nvl2(Group arguments) {
        List<String> parts = arguments(arguments);
        if (parts.size() != 3) {
            throw RedshiftSqlException.syntaxError("NVL2");
        }
        return "CASE WHEN (" + parts.get(0) + ") IS NOT NULL THEN " + parts.get(1) + " ELSE " + parts.get(2) + " END";
    }

    /** The translated texts of a call's arguments. */
    static List<String> arguments(Group arguments) {
        List<String> parts = new ArrayList<>();
        split(arguments.children()).forEach(part -> parts.add(text(part).strip()));
        return parts;
    }

    /** Cuts at the commas. */
    static List<List<Node>> split(List<Node> nodes) {
        List<List<Node>> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= nodes.size(); i++) {
            if (i == nodes.size() || nodes.get(i).isSymbol(",")) {
                parts.add(nodes.subList(start, i));
                start = i + 1;
            }
        }
        return parts;
    }

    static String text(List<Node> nodes) {
        return Node.text(rewrite(nodes));
    }
}
