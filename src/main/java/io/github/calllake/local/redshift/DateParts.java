package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Calls whose first argument is a part of a date, which Redshift takes bare, in quotes and by many names, and whose others may be dates in quotes.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_Dateparts_for_datetime_functions.html">Date parts</a>
 */
final class DateParts {

    private static final Set<String> FUNCTIONS = Set.of(
            "DATEADD", "DATEDIFF", "DATE_ADD", "DATE_DIFF", "DATE_PART", "DATE_TRUNC", "DATEPART", "PGDATE_PART");
    private static final Set<String> TAKE_DATES = Set.of(
            "ADD_MONTHS", "LAST_DAY", "MONTHS_BETWEEN", "NEXT_DAY", "DATE_PART_YEAR", "CONVERT_TIMEZONE", "TIMEZONE");
    /** All names of a part on a line, PostgreSQL's first. */
    private static final List<Set<String>> NAMES = List.of(
            Set.of("millennium", "millennia", "mil", "mils"),
            Set.of("century", "centuries", "c", "cent", "cents"),
            Set.of("decade", "decades", "dec", "decs"),
            Set.of("year", "years", "y", "yr", "yrs"),
            Set.of("quarter", "quarters", "qtr", "qtrs"),
            Set.of("month", "months", "mon", "mons"),
            Set.of("week", "weeks", "w"),
            Set.of("dow", "dayofweek", "dw", "weekday"),
            Set.of("doy", "dayofyear", "dy", "yearday"),
            Set.of("day", "days", "d"),
            Set.of("hour", "hours", "h", "hr", "hrs"),
            Set.of("minute", "minutes", "m", "min", "mins"),
            Set.of("second", "seconds", "s", "sec", "secs"),
            Set.of("millisecond", "ms", "msec", "msecs", "msecond", "mseconds", "millisec", "millisecs", "millisecon"),
            Set.of("microsecond", "us", "usec", "usecs", "usecond", "useconds", "microsec", "microsecs", "microsecon"),
            Set.of("epoch"),
            Set.of("timezone"),
            Set.of("timezone_hour"),
            Set.of("timezone_minute"));

    private static final List<String> CANONICAL = List.of(
            "millennium",
            "century",
            "decade",
            "year",
            "quarter",
            "month",
            "week",
            "dow",
            "doy",
            "day",
            "hour",
            "minute",
            "second",
            "millisecond",
            "microsecond",
            "epoch",
            "timezone",
            "timezone_hour",
            "timezone_minute");

    private DateParts() {}

    /** Whether the function takes a part of a date first. */
    static boolean takes(String function) {
        return FUNCTIONS.contains(function);
    }

    /** Whether the function takes dates, which may be in quotes. */
    static boolean takesDates(String function) {
        return TAKE_DATES.contains(function);
    }

    /** The arguments, not yet translated, with the part quoted and literals typed. */
    static List<Node> arguments(List<Node> children) {
        List<List<Node>> parts = Functions.split(children);
        List<Node> out = new ArrayList<>();
        boolean named = parts.get(0).size() == 1
                && parts.get(0).get(0) instanceof Token part
                && (part.isName() || part.kind() == Kind.STRING);
        if (named && parts.size() > 1) {
            Token part = (Token) parts.get(0).get(0);
            String written =
                    part.isName() ? part.name() : Literals.content(part).strip();
            out.add(new Token(Kind.RAW, Node.literal(canonical(written)), part.before()));
        } else {
            out.addAll(parts.get(0));
        }
        for (List<Node> other : parts.subList(1, parts.size())) {
            out.add(new Token(Kind.SYMBOL, ",", ""));
            out.addAll(typed(other));
        }
        return out;
    }

    /** A literal alone is a timestamp; PostgreSQL would take it for one with a time zone. */
    static List<Node> dates(List<Node> children, String function) {
        List<List<Node>> parts = Functions.split(children);
        int firstDate = function.endsWith("ZONE") ? parts.size() - 1 : 0;
        List<Node> out = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            if (i > 0) {
                out.add(new Token(Kind.SYMBOL, ",", ""));
            }
            boolean date = i >= firstDate && !(function.equals("NEXT_DAY") && i > 0);
            out.addAll(date ? typed(parts.get(i)) : parts.get(i));
        }
        return out;
    }

    private static List<Node> typed(List<Node> argument) {
        boolean literal = argument.size() == 1 && argument.get(0) instanceof Token token && token.kind() == Kind.STRING;
        return literal ? List.of(argument.get(0), Token.glued("::timestamp")) : argument;
    }

    /** EXTRACT(part FROM source) as a call of our own; empty for any other shape. */
    static Optional<List<Node>> extract(Group arguments) {
        List<Node> children = arguments.children();
        boolean shaped = children.size() > 2
                && children.get(0) instanceof Token part
                && (part.isName() || part.kind() == Kind.STRING)
                && children.get(1).isWord("FROM");
        if (!shaped) {
            return Optional.empty();
        }
        Token part = (Token) children.get(0);
        String written = part.isName() ? part.name() : Literals.content(part).strip();
        List<Node> out = new ArrayList<>(List.of(Token.glued(Node.literal(canonical(written))), Token.glued(",")));
        out.addAll(typed(children.subList(2, children.size())));
        return Optional.of(out);
    }

    private static String canonical(String written) {
        String name = written.toLowerCase(Locale.ROOT);
        for (int i = 0; i < NAMES.size(); i++) {
            boolean plural = name.endsWith("seconds") && NAMES.get(i).contains(name.substring(0, name.length() - 1));
            if (NAMES.get(i).contains(name) || plural) {
                return CANONICAL.get(i);
            }
        }
        return name;
    }
}
