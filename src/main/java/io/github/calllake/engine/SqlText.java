package io.github.calllake.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement cut into tokens: enough to hide its literals and to find names in it, in the SQL of either engine.
 *
 * @param tokens in order, without blanks and comments
 */
record SqlText(List<Token> tokens) {

    private static final Pattern TOKEN = Pattern.compile("""
            (?<blank>\\s+|--[^\\n]*|/\\*.*?\\*/)\
            |(?<text>')\
            |(?<quoted>")\
            |(?<number>[0-9]+(?:\\.[0-9]*)?(?:[eE][+-]?[0-9]+)?)\
            |(?<word>[\\p{L}_][\\p{L}\\p{N}_$]*)\
            |(?<other><=|>=|<>|!=|\\|\\||::|.)""", Pattern.DOTALL);

    SqlText {
        tokens = List.copyOf(tokens);
    }

    /** What a token is. */
    enum Kind {
        TEXT,
        QUOTED,
        NUMBER,
        WORD,
        OTHER
    }

    /**
     * A token.
     *
     * @param text as it stands in the statement
     * @param start where, in characters
     */
    record Token(Kind kind, String text, int start) {

        int end() {
            return start + text.length();
        }

        /** Whether it is this key word, in lower case, or this sign. */
        boolean is(String other) {
            return kind != Kind.TEXT && kind != Kind.QUOTED && text.equalsIgnoreCase(other);
        }

        boolean isName() {
            return kind == Kind.QUOTED || kind == Kind.WORD;
        }

        /** A name as the catalog has it. */
        String name() {
            String plain =
                    kind == Kind.QUOTED ? text.substring(1, text.length() - 1).replace("\"\"", "\"") : text;
            return plain.toLowerCase(Locale.ROOT);
        }
    }

    /** Athena's literals have no escapes but the doubled quote; Redshift's have a backslash too. */
    static SqlText of(String sql, Tier tier) {
        Matcher matcher = TOKEN.matcher(sql);
        List<Token> tokens = new ArrayList<>();
        int next = 0;
        while (next < sql.length() && matcher.find(next)) {
            next = matcher.end();
            for (Kind kind : Kind.values()) {
                if (matcher.group(kind.name().toLowerCase(Locale.ROOT)) != null) {
                    next = end(sql, matcher.start(), next, kind, tier);
                    tokens.add(new Token(kind, sql.substring(matcher.start(), next), matcher.start()));
                }
            }
        }
        return new SqlText(tokens);
    }

    /** Literals are scanned and not matched: an expression for them takes a stack as deep as they are long. */
    private static int end(String sql, int start, int end, Kind kind, Tier tier) {
        if (kind != Kind.TEXT && kind != Kind.QUOTED) {
            return end;
        }
        char quote = sql.charAt(start);
        for (int i = end; i < sql.length(); i++) {
            if (sql.charAt(i) == '\\' && kind == Kind.TEXT && tier == Tier.HOT) {
                i++;
            } else if (sql.charAt(i) == quote) {
                if (i + 1 == sql.length() || sql.charAt(i + 1) != quote) {
                    return i + 1;
                }
                i++;
            }
        }
        return sql.length();
    }

    /** The statement on one line with a question mark for every literal. */
    String masked() {
        StringBuilder masked = new StringBuilder();
        for (Token token : tokens) {
            boolean literal = token.kind() == Kind.TEXT || token.kind() == Kind.NUMBER;
            boolean tight = token.is(".")
                    || token.is(",")
                    || token.is(")")
                    || masked.isEmpty()
                    || ".(".indexOf(masked.charAt(masked.length() - 1)) >= 0;
            masked.append(tight ? "" : " ").append(literal ? "?" : token.text());
        }
        return masked.toString();
    }

    /** Texts of the string literals, and the numbers of more than one digit. */
    List<String> literals() {
        List<String> literals = new ArrayList<>();
        for (Token token : tokens) {
            if (token.kind() == Kind.TEXT) {
                literals.add(
                        token.text().substring(1, token.text().length() - 1).replace("''", "'"));
            } else if (token.kind() == Kind.NUMBER && token.text().length() > 1) {
                literals.add(token.text());
            }
        }
        return literals;
    }
}
