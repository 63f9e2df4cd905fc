package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Cuts Redshift's SQL into tokens. A backslash in a string escapes the next character, always; comments nest; dollar quotes are known.
 */
final class Tokenizer {

    private static final String OPERATOR_CHARS = "+-*/<>=~!@#%^&|`?";

    /** How many brackets may stand in each other; what walks over the nodes takes stack for each. */
    private static final int DEEPEST = 500;

    private final String sql;
    private int at;

    private Tokenizer(String sql) {
        this.sql = sql;
    }

    /**
     * The statements of a text, each a list of nodes without its semicolon; empty ones are left out.
     *
     * @throws RedshiftSqlException if a string, comment or bracket is not closed, or brackets nest too deeply
     */
    static List<List<Node>> statements(String sql) {
        return group(new Tokenizer(sql).tokens());
    }

    private List<Token> tokens() {
        List<Token> tokens = new ArrayList<>();
        while (true) {
            int start = at;
            skipBlanksAndComments();
            if (at >= sql.length()) {
                return tokens;
            }
            tokens.add(token(sql.substring(start, at)));
        }
    }

    private static List<List<Node>> group(List<Token> tokens) {
        List<List<Node>> statements = new ArrayList<>();
        Deque<Token> opened = new ArrayDeque<>();
        Deque<List<Node>> outer = new ArrayDeque<>();
        List<Node> current = new ArrayList<>();
        for (Token token : tokens) {
            if (token.isSymbol("(") || token.isSymbol("[")) {
                opened.push(token);
                if (opened.size() > DEEPEST) {
                    throw new RedshiftSqlException("54001", "stack depth limit exceeded");
                }
                outer.push(current);
                current = new ArrayList<>();
            } else if (token.isSymbol(")") || token.isSymbol("]")) {
                if (opened.isEmpty()
                        || opened.peek().isSymbol("(") != token.text().equals(")")) {
                    throw RedshiftSqlException.syntaxError(token.text());
                }
                Group group = new Group(opened.pop(), current, token);
                current = outer.pop();
                current.add(group);
            } else if (token.isSymbol(";") && opened.isEmpty()) {
                addStatement(statements, current);
                current = new ArrayList<>();
            } else {
                current.add(token);
            }
        }
        if (!opened.isEmpty()) {
            throw new RedshiftSqlException("42601", "syntax error at end of input");
        }
        addStatement(statements, current);
        return statements;
    }

    private static void addStatement(List<List<Node>> statements, List<Node> nodes) {
        if (!nodes.isEmpty()) {
            statements.add(nodes);
        }
    }

    private void skipBlanksAndComments() {
        while (at < sql.length()) {
            if (Character.isWhitespace(sql.charAt(at))) {
                at++;
            } else if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end + 1;
            } else if (sql.startsWith("/*", at)) {
                skipBlockComment();
            } else {
                return;
            }
        }
    }

    private void skipBlockComment() {
        int depth = 0;
        do {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else if (at < sql.length()) {
                at++;
            } else {
                throw new RedshiftSqlException("42601", "unterminated /* comment");
            }
        } while (depth > 0);
    }

    private Token token(String before) {
        char c = sql.charAt(at);
        int start = at;
        if (c == '\'') {
            return string(start, before);
        }
        if ((c == 'E' || c == 'e') && charAt(at + 1) == '\'') {
            at++;
            return string(start, before);
        }
        if (c == '"') {
            return quotedName(start, before);
        }
        if (c == '$') {
            return dollar(start, before);
        }
        if (isNameStart(c)) {
            skipWhileNamePart();
            return new Token(Kind.WORD, sql.substring(start, at), before);
        }
        if (isDigit(c) || (c == '.' && isDigit(charAt(at + 1)))) {
            return number(start, before);
        }
        return symbol(start, before);
    }

    private Token string(int start, String before) {
        at++;
        while (at < sql.length()) {
            char c = sql.charAt(at++);
            if (c == '\\') {
                at++;
            } else if (c == '\'') {
                if (charAt(at) != '\'') {
                    return new Token(Kind.STRING, sql.substring(start, at), before);
                }
                at++;
            }
        }
        throw new RedshiftSqlException("42601", "unterminated quoted string");
    }

    private Token quotedName(int start, String before) {
        at++;
        while (at < sql.length()) {
            if (sql.charAt(at++) == '"') {
                if (charAt(at) != '"') {
                    return new Token(Kind.QUOTED_NAME, sql.substring(start, at), before);
                }
                at++;
            }
        }
        throw new RedshiftSqlException("42601", "unterminated quoted identifier");
    }

    private Token dollar(int start, String before) {
        at++;
        if (isDigit(charAt(at))) {
            while (isDigit(charAt(at))) {
                at++;
            }
            return new Token(Kind.PARAMETER, sql.substring(start, at), before);
        }
        while (isNameStart(charAt(at)) || isDigit(charAt(at))) {
            at++;
        }
        if (charAt(at) != '$') {
            throw RedshiftSqlException.syntaxError("$");
        }
        String tag = sql.substring(start, ++at);
        int end = sql.indexOf(tag, at);
        if (end < 0) {
            throw new RedshiftSqlException("42601", "unterminated dollar-quoted string");
        }
        at = end + tag.length();
        return new Token(Kind.STRING, sql.substring(start, at), before);
    }

    private Token number(int start, String before) {
        skipDigits();
        if (charAt(at) == '.' && charAt(at + 1) != '.') {
            at++;
            skipDigits();
        }
        int exponent = at + 1;
        if (charAt(exponent) == '+' || charAt(exponent) == '-') {
            exponent++;
        }
        if ((charAt(at) == 'e' || charAt(at) == 'E') && isDigit(charAt(exponent))) {
            at = exponent;
            skipDigits();
        }
        return new Token(Kind.NUMBER, sql.substring(start, at), before);
    }

    private Token symbol(int start, String before) {
        if (sql.startsWith("::", at)) {
            at += 2;
        } else if (OPERATOR_CHARS.indexOf(sql.charAt(at)) >= 0) {
            // A comment's start ends an operator.
            do {
                at++;
            } while (OPERATOR_CHARS.indexOf(charAt(at)) >= 0 && !sql.startsWith("--", at) && !sql.startsWith("/*", at));
            leaveSign(start);
        } else {
            at++;
        }
        return new Token(Kind.SYMBOL, sql.substring(start, at), before);
    }

    /** PostgreSQL's rule: plain operators do not end in a sign, so that {@code a=-1} is {@code a = -1}. */
    private void leaveSign(int start) {
        boolean plain = sql.substring(start, at).chars().noneMatch(c -> "~!@#%^&|`?".indexOf(c) >= 0);
        while (plain && at > start + 1 && "+-".indexOf(sql.charAt(at - 1)) >= 0) {
            at--;
        }
    }

    private void skipDigits() {
        while (isDigit(charAt(at))) {
            at++;
        }
    }

    private void skipWhileNamePart() {
        while (isNameStart(charAt(at)) || isDigit(charAt(at)) || charAt(at) == '$') {
            at++;
        }
    }

    /** The character, or NUL past the end; NUL cannot be in a message of the protocol. */
    private char charAt(int index) {
        return index < sql.length() ? sql.charAt(index) : '\0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }
}
