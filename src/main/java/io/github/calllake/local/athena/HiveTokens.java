package io.github.calllake.local.athena;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A statement of Hive's DDL as tokens, with a place among them. Not thread-safe. */
final class HiveTokens {
    private static final Pattern TOKEN = Pattern.compile(
            "(?<blank>\\s+|--[^\\n]*|/\\*.*?\\*/)"
                    + "|(?<text>'(?:\\\\.|''|[^'\\\\])*'|\"(?:\\\\.|\"\"|[^\"\\\\])*\")"
                    + "|(?<name>`[^`]+`)"
                    + "|(?<word>[A-Za-z0-9_]+)"
                    + "|(?<other>.)",
            Pattern.DOTALL);

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    /**
     * A token.
     *
     * @param kind {@code text}, {@code name}, {@code word} or {@code other}
     */
    private record Token(String kind, String value, int offset) {}

    HiveTokens(String sql) {
        this.sql = sql;
        Matcher matcher = TOKEN.matcher(sql);
        while (matcher.find()) {
            for (String kind : List.of("text", "name", "word", "other")) {
                String value = matcher.group(kind);
                if (value != null) {
                    tokens.add(new Token(kind, plain(kind, value), matcher.start()));
                }
            }
        }
    }

    private static String plain(String kind, String token) {
        return switch (kind) {
            case "name" -> token.substring(1, token.length() - 1);
            case "text" -> unescaped(token.substring(1, token.length() - 1));
            default -> token;
        };
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 4 < text.length() && text.charAt(i + 1) == 'u') {
                plain.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
                i += 5;
            } else if (c == '\\' && text.substring(i).matches("(?s)\\\\[0-3][0-7]{2}.*")) {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else if (c == '\\' && i + 1 < text.length()) {
                i++;
                char escaped = text.charAt(i);
                plain.append(escaped == 't' ? '\t' : escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped);
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    boolean atEnd() {
        return at == tokens.size() || (at == tokens.size() - 1 && isOther(";"));
    }

    private boolean isOther(String sign) {
        return at < tokens.size()
                && tokens.get(at).kind().equals("other")
                && tokens.get(at).value().equals(sign);
    }

    /** Passes over the words if they come next. */
    boolean take(String... words) {
        for (int i = 0; i < words.length; i++) {
            boolean there = at + i < tokens.size()
                    && tokens.get(at + i).kind().equals("word")
                    && tokens.get(at + i).value().equalsIgnoreCase(words[i]);
            if (!there) {
                return false;
            }
        }
        at += words.length;
        return true;
    }

    boolean takeSign(String sign) {
        boolean there = isOther(sign);
        at += there ? 1 : 0;
        return there;
    }

    void require(String... words) {
        if (!take(words)) {
            throw unexpected(String.join(" ", words));
        }
    }

    void requireSign(String sign) {
        if (!takeSign(sign)) {
            throw unexpected(sign);
        }
    }

    void requireEnd() {
        if (!atEnd()) {
            throw unexpected("<EOF>");
        }
    }

    String text() {
        return next("text", "a string");
    }

    /** A number or a string: what a partition's value may be. */
    String value() {
        if (at < tokens.size() && tokens.get(at).kind().equals("word")) {
            return next("word", "a value");
        }
        return text();
    }

    /** A name, in backquotes or of letters, digits and underscores; these begin with a letter. */
    String name() {
        if (at < tokens.size() && tokens.get(at).kind().equals("name")) {
            return Identifiers.name(next("name", "a name"));
        }
        if (at < tokens.size() && !tokens.get(at).value().matches("[A-Za-z][A-Za-z0-9_]*")) {
            throw unexpected("a name");
        }
        return Identifiers.name(next("word", "a name"));
    }

    /** A column's type, as far as its brackets go. */
    String type() {
        StringBuilder type = new StringBuilder(name());
        int depth = 0;
        while (at < tokens.size()) {
            String value = tokens.get(at).value();
            boolean opens = value.equals("<") || (value.equals("(") && depth >= 0 && !type.isEmpty());
            boolean closes = value.equals(">") || value.equals(")");
            if (depth == 0 && !opens) {
                break;
            }
            depth += opens ? 1 : closes ? -1 : 0;
            type.append(Identifiers.name(value));
            at++;
        }
        return type.toString();
    }

    private String next(String kind, String what) {
        if (at == tokens.size() || !tokens.get(at).kind().equals(kind)) {
            throw unexpected(what);
        }
        return tokens.get(at++).value();
    }

    SqlFailure unexpected(String wanted) {
        int offset = at < tokens.size() ? tokens.get(at).offset() : sql.length();
        String before = sql.substring(0, offset);
        long line = before.chars().filter(c -> c == '\n').count() + 1;
        int column = offset - before.lastIndexOf('\n') - 1;
        String found = at < tokens.size() ? tokens.get(at).value() : "<EOF>";
        return new SqlFailure("FAILED: ParseException line " + line + ":" + column + " mismatched input '" + found
                + "' expecting " + wanted);
    }
}
