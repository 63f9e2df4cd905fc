package io.github.calllake.engine;

import io.github.calllake.engine.SqlText.Kind;
import io.github.calllake.engine.SqlText.Token;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what bounds the days that a query reads of each relation of the lake: conditions on {@code event_date} that all rows
 * must meet, in the WHERE or ON of the query block that names the relation. They are what Athena prunes partitions by.
 */
final class DayBounds {

    private static final String DAY = "event_date";
    private static final List<String> ENDS_OF_CONDITION = List.of(
            "group",
            "having",
            "order",
            "limit",
            "union",
            "intersect",
            "except",
            "window",
            "fetch",
            "offset",
            "join",
            "left",
            "right",
            "inner",
            "full",
            "cross",
            "where");

    /**
     * A relation that a query reads, and the days that it reads of it.
     *
     * @param relation the name in the lake's database
     * @param from the first day; empty if nothing bounds it
     * @param to the last day; empty likewise
     */
    record Read(String relation, Optional<LocalDate> from, Optional<LocalDate> to) {
        boolean isBounded() {
            return from.isPresent() && to.isPresent();
        }
    }

    /** Days of a block's aliases; "" stands for a name without one. */
    private static final class Block {
        private final Map<String, String> relations = new LinkedHashMap<>();
        private final Map<String, LocalDate> from = new LinkedHashMap<>();
        private final Map<String, LocalDate> to = new LinkedHashMap<>();
    }

    private final String database;
    private final List<Token> tokens;
    private final List<Read> reads = new ArrayList<>();

    private DayBounds(String database, List<Token> tokens) {
        this.database = database;
        this.tokens = tokens;
    }

    static List<Read> of(SqlText statement, String database) {
        DayBounds bounds = new DayBounds(database, statement.tokens());
        bounds.block(0, statement.tokens().size());
        return List.copyOf(bounds.reads);
    }

    /** A query block lies between parentheses, or between set operators. */
    private void block(int start, int end) {
        Block block = new Block();
        for (int i = start; i < end; i++) {
            Token token = tokens.get(i);
            if (token.is("(")) {
                int close = closing(i);
                block(i + 1, close);
                i = close;
            } else if (token.is("union") || token.is("intersect") || token.is("except")) {
                finish(block);
                block = new Block();
            } else if (isRelation(i, end)) {
                block.relations.put(
                        alias(i + 3, end, tokens.get(i + 2).name()),
                        tokens.get(i + 2).name());
                i += 2;
            } else if (token.is("where") || token.is("on")) {
                conjuncts(i + 1, conditionEnd(i + 1, end), block);
            }
        }
        finish(block);
    }

    private void finish(Block block) {
        boolean alone = block.relations.size() == 1;
        block.relations.forEach((alias, relation) -> reads.add(new Read(
                relation,
                Optional.ofNullable(block.from.getOrDefault(alias, alone ? block.from.get("") : null)),
                Optional.ofNullable(block.to.getOrDefault(alias, alone ? block.to.get("") : null)))));
    }

    private boolean isRelation(int at, int end) {
        return at + 2 < end
                && tokens.get(at).isName()
                && tokens.get(at).name().equals(database)
                && tokens.get(at + 1).is(".")
                && tokens.get(at + 2).isName()
                && !(at + 3 < end && tokens.get(at + 3).is("."))
                && !(at > 0 && tokens.get(at - 1).is("."));
    }

    private String alias(int at, int end, String otherwise) {
        int name = at < end && tokens.get(at).is("as") ? at + 1 : at;
        return name < end && tokens.get(name).kind() == Kind.QUOTED
                ? tokens.get(name).name()
                : otherwise;
    }

    private int closing(int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return tokens.size();
    }

    private int conditionEnd(int start, int end) {
        int i = start;
        while (i < end && ENDS_OF_CONDITION.stream().noneMatch(tokens.get(i)::is)) {
            i = tokens.get(i).is("(") ? closing(i) + 1 : i + 1;
        }
        return Math.min(i, end);
    }

    /** Takes the bounds out of what is joined by AND only. */
    private void conjuncts(int start, int end, Block block) {
        List<Integer> cuts = new ArrayList<>(List.of(start - 1));
        boolean between = false;
        for (int i = start; i < end; i++) {
            Token token = tokens.get(i);
            if (token.is("(")) {
                i = closing(i);
            } else if (token.is("or")) {
                return;
            } else if (token.is("between")) {
                between = true;
            } else if (token.is("and") && between) {
                between = false;
            } else if (token.is("and")) {
                cuts.add(i);
            }
        }
        cuts.add(end);
        for (int i = 0; i + 1 < cuts.size(); i++) {
            conjunct(cuts.get(i) + 1, cuts.get(i + 1), block);
        }
    }

    private void conjunct(int start, int end, Block block) {
        if (start < end && tokens.get(start).is("(") && closing(start) == end - 1) {
            conjuncts(start + 1, end - 1, block);
            return;
        }
        int column = start;
        String alias = "";
        while (column + 1 < end && tokens.get(column + 1).is(".")) {
            alias = tokens.get(column).name();
            column += 2;
        }
        if (column + 1 >= end
                || !tokens.get(column).isName()
                || !tokens.get(column).name().equals(DAY)) {
            return;
        }
        bound(alias, tokens.get(column + 1), days(column + 2, end), block);
    }

    private static void bound(String alias, Token operator, List<LocalDate> days, Block block) {
        if (operator.is("between") && days.size() == 2) {
            later(block.from, alias, days.get(0));
            earlier(block.to, alias, days.get(1));
        } else if (operator.is("=") && days.size() == 1) {
            later(block.from, alias, days.get(0));
            earlier(block.to, alias, days.get(0));
        } else if ((operator.is(">=") || operator.is(">")) && days.size() == 1) {
            later(block.from, alias, days.get(0));
        } else if ((operator.is("<=") || operator.is("<")) && days.size() == 1) {
            earlier(block.to, alias, days.get(0));
        }
    }

    private static void later(Map<String, LocalDate> days, String alias, LocalDate day) {
        days.merge(alias, day, (one, other) -> one.isAfter(other) ? one : other);
    }

    private static void earlier(Map<String, LocalDate> days, String alias, LocalDate day) {
        days.merge(alias, day, (one, other) -> one.isBefore(other) ? one : other);
    }

    /** The date literals of a comparison; none if it compares with anything else. */
    private List<LocalDate> days(int start, int end) {
        List<LocalDate> days = new ArrayList<>();
        for (int i = start; i < end; i++) {
            Token token = tokens.get(i);
            if (token.kind() == Kind.TEXT && i > start && tokens.get(i - 1).is("date")) {
                try {
                    days.add(LocalDate.parse(
                            token.text().substring(1, token.text().length() - 1)));
                } catch (DateTimeException e) {
                    return List.of();
                }
            } else if (!token.is("date") && !token.is("and")) {
                return List.of();
            }
        }
        return days;
    }
}
