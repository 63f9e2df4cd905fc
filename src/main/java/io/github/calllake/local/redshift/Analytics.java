package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Aggregates and window functions that PostgreSQL writes otherwise or lacks: LISTAGG, MEDIAN, RATIO_TO_REPORT, percentiles over a window, and IGNORE
 * NULLS.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/c_Window_functions.html">Window functions</a>
 */
final class Analytics {

    private static final Set<String> NAMES = FunctionNames.words("""
            LISTAGG MEDIAN PERCENTILE_CONT PERCENTILE_DISC RATIO_TO_REPORT FIRST_VALUE LAST_VALUE NTH_VALUE LAG LEAD
            STDDEV STDDEV_POP STDDEV_SAMP VARIANCE VAR_POP VAR_SAMP
            """);
    private static final String WHOLE = " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING";
    private static final String BEFORE = " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING";
    private static final String AFTER = " ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING";

    private final String name;
    private final List<String> arguments;
    private final boolean distinct;
    private final Optional<Group> order;
    private final boolean ignoreNulls;
    private final Optional<String> window;
    private final int end;

    private Analytics(String name, Group arguments, List<Node> nodes, int next) {
        this.name = name;
        List<String> parts = Functions.arguments(arguments);
        this.distinct = arguments.children().stream()
                .findFirst()
                .filter(n -> n.isWord("DISTINCT"))
                .isPresent();
        this.arguments = distinct ? withoutDistinct(arguments) : parts;
        int at = next;
        Optional<Group> within = Optional.empty();
        if (at + 2 < nodes.size()
                && nodes.get(at).isWord("WITHIN")
                && nodes.get(at + 1).isWord("GROUP")
                && nodes.get(at + 2) instanceof Group group) {
            within = Optional.of(group);
            at += 3;
        }
        boolean treatment = at + 1 < nodes.size() && nodes.get(at + 1).isWord("NULLS");
        this.ignoreNulls = treatment && nodes.get(at).isWord("IGNORE");
        if (treatment && (ignoreNulls || nodes.get(at).isWord("RESPECT"))) {
            at += 2;
        }
        boolean over = at + 1 < nodes.size()
                && nodes.get(at).isWord("OVER")
                && nodes.get(at + 1).isParens();
        this.window = over
                ? Optional.of(
                        Functions.text(((Group) nodes.get(at + 1)).children()).strip())
                : Optional.empty();
        this.order = within;
        this.end = over ? at + 2 : at;
    }

    private static List<String> withoutDistinct(Group arguments) {
        List<Node> children = arguments.children();
        return Functions.arguments(arguments.with(children.subList(1, children.size())));
    }

    static boolean knows(String upperCaseName) {
        return NAMES.contains(upperCaseName);
    }

    /**
     * Adds what stands for the call and says where to go on.
     *
     * @param nodes that hold the call
     * @param next where the call's brackets end
     */
    static int rewrite(Token word, Group arguments, List<Node> nodes, int next, List<Node> out) {
        Analytics call = new Analytics(word.text().toUpperCase(Locale.ROOT), arguments, nodes, next);
        out.add(new Token(Kind.RAW, call.text(word.text()), word.before()));
        return call.end;
    }

    private String text(String written) {
        if (arguments.isEmpty() || arguments.get(0).isEmpty()) {
            throw new RedshiftSqlException("42883", "function " + name.toLowerCase(Locale.ROOT) + "() does not exist");
        }
        return switch (name) {
            case "LISTAGG" -> listagg();
            case "MEDIAN" -> median();
            case "PERCENTILE_CONT", "PERCENTILE_DISC" -> percentile();
            case "RATIO_TO_REPORT" -> ratio();
            case "FIRST_VALUE", "LAST_VALUE", "NTH_VALUE", "LAG", "LEAD" -> value(written);
            default ->
                written + "(" + (distinct ? "DISTINCT " : "") + "(" + arguments.get(0) + ")::double precision)"
                        + over();
        };
    }

    private String over() {
        return window.map(w -> " OVER (" + w + ")").orElse("");
    }

    private String orderBy() {
        return order.map(group -> Functions.text(group.children()).strip()).orElse("");
    }

    private String listagg() {
        if (window.isPresent() && distinct) {
            throw RedshiftSqlException.notEmulated("LISTAGG(DISTINCT ..) OVER");
        }
        String delimiter = arguments.size() > 1 ? arguments.get(1) : "''";
        String aggregate = window.isPresent()
                ? "array_agg(" + arguments.get(0) + ") OVER (" + window.get() + " " + orderBy()
                        + (order.isPresent() ? WHOLE : "") + ")"
                : "array_agg(" + (distinct ? "DISTINCT " : "") + arguments.get(0)
                        + (order.isPresent() ? " " + orderBy() : "") + ")";
        return "rs.listagg((" + aggregate + ")::text[], " + delimiter + ")";
    }

    private String median() {
        return window.isPresent()
                ? "rs.percentile_cont(array_agg((" + arguments.get(0) + ")::double precision)" + over() + ", 0.5)"
                : "percentile_cont(0.5) WITHIN GROUP (ORDER BY " + arguments.get(0) + ")";
    }

    private String percentile() {
        if (order.isEmpty()) {
            throw RedshiftSqlException.syntaxError(name);
        }
        if (window.isEmpty()) {
            return name.toLowerCase(Locale.ROOT) + "(" + arguments.get(0) + ") WITHIN GROUP (" + orderBy() + ")";
        }
        List<Node> sort = order.get().children();
        boolean plain =
                sort.size() > 2 && sort.get(0).isWord("ORDER") && sort.get(1).isWord("BY");
        if (!plain || sort.stream().anyMatch(n -> n.isWord("DESC") || n.isWord("NULLS"))) {
            throw RedshiftSqlException.notEmulated(name + " over a window in another than ascending order");
        }
        String value = Functions.text(
                sort.stream().skip(2).filter(n -> !n.isWord("ASC")).toList());
        return name.equals("PERCENTILE_CONT")
                ? "rs.percentile_cont(array_agg((" + value + ")::double precision)" + over() + ", " + arguments.get(0)
                        + ")"
                : "rs.percentile_disc(array_agg(" + value + ")" + over() + ", " + arguments.get(0) + ")";
    }

    private String ratio() {
        if (window.isEmpty()) {
            throw RedshiftSqlException.syntaxError("RATIO_TO_REPORT");
        }
        String value = "(" + arguments.get(0) + ")::double precision";
        return "(" + value + " / nullif(sum(" + value + ")" + over() + ", 0))";
    }

    private String value(String written) {
        if (!ignoreNulls) {
            return written + "(" + String.join(", ", arguments) + ")" + over();
        }
        String value = arguments.get(0);
        String w = window.orElseThrow(() -> RedshiftSqlException.syntaxError("IGNORE"));
        String offset = arguments.size() > 1 ? arguments.get(1) : "1";
        return switch (name) {
            case "FIRST_VALUE" -> "rs.first_known(" + value + ") OVER (" + w + ")";
            case "LAST_VALUE" -> "rs.last_known(" + value + ") OVER (" + w + ")";
            case "NTH_VALUE" -> "(rs.known(" + value + ") OVER (" + w + "))[" + offset + "]";
            case "LAG" -> "rs.from_end(rs.known(" + value + ") OVER (" + w + BEFORE + "), " + offset + ")";
            default -> "(rs.known(" + value + ") OVER (" + w + AFTER + "))[" + offset + "]";
        };
    }
}
